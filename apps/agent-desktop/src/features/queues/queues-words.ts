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
})
