import { placed, type FlowTemplate } from './template.ts'

export const voicemailTemplate: FlowTemplate = {
  id: 'voicemail',
  title: 'Answering machine',
  summary: 'A greeting, then callers leave a message.',
  icon: 'voicemail',
  document: {
    schema: 2,
    blocks: {
      start: placed([0, 0], { kind: 'start', exits: { next: 'greeting' } }),
      greeting: placed([1, 0], {
        kind: 'say',
        name: 'Greeting',
        settings: { text: 'Hello. Nobody can take your call now.' },
        exits: { next: 'message', error: 'message' },
      }),
      message: placed([2, 0], {
        kind: 'voicemail',
        name: 'Message',
        settings: { box: '' },
        exits: { left: 'thanks', error: 'sorry' },
      }),
      thanks: placed([3, 0], {
        kind: 'say',
        name: 'Thanks',
        settings: { text: 'Thank you. We will call you back. Goodbye.' },
        exits: { next: 'end', error: 'end' },
      }),
      sorry: placed([3, 1], {
        kind: 'say',
        name: 'No message',
        settings: { text: 'I am sorry, your message could not be taken. Please call again later.' },
        exits: { next: 'end', error: 'end' },
      }),
      end: placed([4, 0], { kind: 'end' }),
    },
  },
}
