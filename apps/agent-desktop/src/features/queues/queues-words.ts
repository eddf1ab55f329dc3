import { defineWords } from '@iris/app-frame'

export const queuesWords = defineWords('queues', {
  title: 'Queues',
  description: 'Who waits now, next first.',
  failed: 'The queues could not be loaded',
  empty: {
    title: 'No queues yet',
    text: 'An administrator makes queues; callers wait in them for an agent.',
  },
  waiting: 'Waiting',
  longest: 'Longest wait',
  agents: 'Agents',
  nobody: 'Nobody waits.',
  columns: { place: 'Place', caller: 'Caller', waited: 'Waited' },
  list: 'Waiting in {queue}',
  toCallBack: 'to be called back',
  callbacks: {
    title: 'To be called back',
    failed: 'The callbacks could not be loaded',
    columns: {
      caller: 'Caller',
      queue: 'Queue',
      waited: 'Waited',
      state: 'State',
      attempts: 'Attempts',
    },
    states: {
      waiting: 'Waiting',
      offered: 'Agent is rung',
      dialling: 'Being called',
      done: 'Done',
      failed: 'Not reached',
      cancelled: 'Cancelled',
    },
    attemptsOf: '{made} of {most}',
    cancel: 'Cancel',
    cancelNamed: 'Do not call {name} back',
    cancelTitle: 'Cancel this callback?',
    cancelText: '{name} loses the place in the queue and is not called back.',
    notCancelled: 'The callback could not be cancelled',
  },
})
