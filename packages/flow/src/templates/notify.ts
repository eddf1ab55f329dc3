import { placed, type FlowTemplate } from './template.ts'

export const notifyTemplate: FlowTemplate = {
  id: 'notify',
  title: 'Message with a mail to the team',
  summary: 'Callers leave a message, and the team gets a mail that tells who called.',
  icon: 'mail',
  document: {
    schema: 2,
    blocks: {
      start: placed([0, 0], { kind: 'start', exits: { next: 'greeting' } }),
      greeting: placed([1, 0], {
        kind: 'say',
        name: 'Greeting',
        settings: { text: 'Hello. Please leave a message, and we will call you back.' },
        exits: { next: 'message', error: 'message' },
      }),
      message: placed([2, 0], {
        kind: 'voicemail',
        name: 'Message',
        settings: { box: '' },
        exits: { left: 'mail', error: 'mail' },
      }),
      mail: placed([3, 0], {
        kind: 'send_mail',
        name: 'Tell the team',
        settings: {
          to: '',
          subject: 'A call from {{ caller.number }}',
          text: '{{ caller.name }} {{ caller.number }} called {{ called.number }} at {{ call.started_at }} and was asked for a message.',
        },
        exits: { next: 'thanks', error: 'thanks' },
      }),
      thanks: placed([4, 0], {
        kind: 'say',
        name: 'Thanks',
        settings: { text: 'Thank you. Goodbye.' },
        exits: { next: 'end', error: 'end' },
      }),
      end: placed([5, 0], { kind: 'end' }),
    },
  },
}
