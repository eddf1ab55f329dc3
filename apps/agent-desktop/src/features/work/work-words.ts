import { defineWords } from '@iris/app-frame'

export const workWords = defineWords('work-contacts', {
  label: 'Contacts beside calls',
  channels: { voice: 'Call', chat: 'Chat', sms: 'Text message', mail: 'Mail' },
  phases: { offered: 'Offered', active: 'Working on it', wrap_up: 'Wrap-up' },
  accept: 'Accept',
  reject: 'Reject',
  end: 'End',
  done: 'Finish wrap-up',
  extend: 'Extend by {time}',
  named: '{deed}: {channel} from {from}',
  offered: '{channel} from {from}, {queue}. Accept it in your work list.',
  tab: '{channel} from {from}',
  show: 'Show',
  choicesFailed: 'What can come of a contact could not be loaded.',
  retry: 'Try again',
  notDone: 'That could not be done',
})
