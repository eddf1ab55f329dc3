import { placed, type FlowTemplate } from './template.ts'

export const callbackTemplate: FlowTemplate = {
  id: 'callback',
  title: 'Queue with a callback',
  summary: 'After a wait, callers may hang up and be called back in their turn.',
  icon: 'phone-incoming',
  document: {
    schema: 2,
    blocks: {
      start: placed([0, 0], { kind: 'start', exits: { next: 'queue' } }),
      queue: placed([1, 0], {
        kind: 'enqueue',
        settings: { queue: '', priority: 0, maxWaitMs: 120_000 },
        exits: { answered: 'end', timeout: 'offer', error: 'offer' },
      }),
      offer: placed([2, 0], {
        kind: 'menu',
        name: 'Call back?',
        settings: {
          text: 'Everybody is busy. To be called back, press 1. To go on waiting, press 2.',
          choices: [
            { key: '1', label: 'Call me back' },
            { key: '2', label: 'Go on waiting' },
          ],
          noInputMs: 5000,
          tries: 2,
          bargeIn: true,
        },
        exits: {
          key_1: 'callback',
          key_2: 'queue',
          no_input: 'queue',
          no_match: 'queue',
          error: 'end',
        },
      }),
      callback: placed([3, 0], {
        kind: 'callback',
        settings: { queue: '' },
        exits: { next: 'thanks', error: 'sorry' },
      }),
      thanks: placed([4, 0], {
        kind: 'say',
        name: 'Thanks',
        settings: { text: 'We will call you back. Goodbye.' },
        exits: { next: 'end', error: 'end' },
      }),
      sorry: placed([4, 1], {
        kind: 'say',
        name: 'No callback',
        settings: { text: 'I am sorry, we cannot call you back. Please call again later.' },
        exits: { next: 'end', error: 'end' },
      }),
      end: placed([5, 0], { kind: 'end' }),
    },
  },
}
