import { placed, type FlowTemplate } from './template.ts'

export const surveyTemplate: FlowTemplate = {
  id: 'survey',
  title: 'Survey after the call',
  summary: 'A queue, and one question for those who stay on the line after the talk.',
  icon: 'star',
  document: {
    schema: 2,
    blocks: {
      start: placed([0, 0], { kind: 'start', exits: { next: 'greeting' } }),
      greeting: placed([1, 0], {
        kind: 'say',
        name: 'Greeting',
        settings: {
          text: 'Hello. Please stay on the line after the call and answer one question.',
        },
        exits: { next: 'queue', error: 'queue' },
      }),
      queue: placed([2, 0], {
        kind: 'enqueue',
        settings: { queue: '', priority: 0, maxWaitMs: 600_000 },
        exits: { answered: 'question', timeout: 'busy', error: 'busy' },
      }),
      question: placed([3, 0], {
        kind: 'menu',
        name: 'Were you helped?',
        settings: {
          text: 'Were we able to help you? Press a key from 1, not at all, to 5, very well.',
          choices: ['1', '2', '3', '4', '5'].map((key) => ({ key, label: `Rated ${key}` })),
          noInputMs: 8000,
          tries: 2,
          bargeIn: true,
        },
        exits: {
          ...Object.fromEntries(['1', '2', '3', '4', '5'].map((key) => [`key_${key}`, 'rating'])),
          no_input: 'end',
          no_match: 'end',
          error: 'end',
        },
      }),
      rating: placed([4, 0], {
        kind: 'set',
        name: 'Keep the rating',
        settings: { assign: [{ variable: 'rating', value: '{{ menu.key }}' }] },
        exits: { next: 'thanks' },
      }),
      thanks: placed([5, 0], {
        kind: 'say',
        name: 'Thanks',
        settings: { text: 'Thank you. Goodbye.' },
        exits: { next: 'end', error: 'end' },
      }),
      busy: placed([3, 2], {
        kind: 'say',
        name: 'Nobody is free',
        settings: { text: 'I am sorry, nobody is free now. Please call again later. Goodbye.' },
        exits: { next: 'end', error: 'end' },
      }),
      end: placed([6, 0], { kind: 'end' }),
    },
  },
}
