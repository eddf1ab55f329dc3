import { placed, type FlowTemplate } from './template.ts'

export const hoursTemplate: FlowTemplate = {
  id: 'hours',
  title: 'Opening hours',
  summary: 'A queue while you are open, a message while you are closed or nobody is free.',
  icon: 'clock',
  document: {
    schema: 2,
    blocks: {
      start: placed([0, 0], { kind: 'start', exits: { next: 'open' } }),
      open: placed([1, 0], {
        kind: 'hours',
        name: 'Are we open?',
        settings: {
          timeZone: 'UTC',
          open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
        },
        exits: { open: 'greeting', closed: 'closed' },
      }),
      greeting: placed([2, 0], {
        kind: 'say',
        name: 'Greeting',
        settings: { text: 'Hello. You will be connected with the next agent.' },
        exits: { next: 'queue', error: 'queue' },
      }),
      queue: placed([3, 0], {
        kind: 'enqueue',
        settings: { queue: '', priority: 0, maxWaitMs: 600_000 },
        exits: { answered: null, timeout: 'busy', error: 'busy' },
      }),
      busy: placed([4, 0], {
        kind: 'say',
        name: 'Nobody is free',
        settings: { text: 'I am sorry, nobody is free now.' },
        exits: { next: 'message', error: 'message' },
      }),
      closed: placed([2, 1], {
        kind: 'say',
        name: 'We are closed',
        settings: { text: 'We are closed now. We are here from Monday to Friday, nine to five.' },
        exits: { next: 'message', error: 'message' },
      }),
      message: placed([5, 1], {
        kind: 'voicemail',
        name: 'Message',
        settings: { box: '' },
        exits: { left: 'end', error: 'end' },
      }),
      end: placed([6, 1], { kind: 'end' }),
    },
  },
}
