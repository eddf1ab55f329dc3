import { defineWords } from '@iris/app-frame'

export const queuesWords = defineWords('admin-queues', {
  title: 'Queues',
  description: 'Where callers wait, and who answers them.',
  list: 'Queues',
  failed: 'The queues could not be loaded',
  empty: { title: 'No queues yet', text: 'Queues of your centre appear here.' },
  columns: {
    name: 'Name',
    agents: 'Answered by',
    ring: 'Rings for',
    wrapUp: 'Wrap-up',
    announce: 'Place told every',
    record: 'Recording',
    actions: 'Actions',
  },
  off: 'off',
  nobody: 'Nobody',
  agentCount: '{count} agent | {count} agents',
  recording: {
    open: 'Recording',
    openFor: 'Choose whether {queue} is recorded',
    title: 'Recording of {queue}',
    description:
      'From the next talk on. Agents may pause and stop a recording, and start one by hand.',
    rule: 'Talks are recorded',
    done: 'The recording of {queue} was changed',
    failed: 'The recording of {queue} was not changed',
  },
  music: {
    open: 'Music',
    openFor: 'Choose the music of {queue}',
    title: 'Music of {queue}',
    description:
      'Callers hear these one after another while they wait and while they are on hold, from the next call on. With none chosen they hear the music of Iris.',
    builtIn: 'The music of Iris',
    place: 'No. {place}',
    notLoaded: 'The prompts could not be loaded',
    done: 'The music of {queue} was changed',
    failed: 'The music of {queue} was not changed',
  },
  assign: {
    open: 'Agents',
    openFor: 'Choose who answers {queue}',
    title: 'Who answers {queue}',
    description: 'Calls from this queue ring at the longest idle of those chosen here.',
    none: 'There is nobody whose role may use the phone.',
    save: 'Save',
    cancel: 'Cancel',
    done: '{queue} is answered by {count} agent now | {queue} is answered by {count} agents now',
    failed: 'Who answers {queue} was not changed',
  },
})
