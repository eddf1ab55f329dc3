import { placed, type FlowTemplate } from './template.ts'

export const menuTemplate: FlowTemplate = {
  id: 'menu',
  title: 'Menu of two queues',
  summary: 'A greeting, then “press 1 or 2”, each key with a queue of its own.',
  icon: 'list-ordered',
  document: {
    schema: 2,
    blocks: {
      start: placed([0, 1], { kind: 'start', exits: { next: 'greeting' } }),
      greeting: placed([1, 1], {
        kind: 'say',
        name: 'Greeting',
        settings: { text: 'Hello, and thank you for calling.' },
        exits: { next: 'menu', error: 'menu' },
      }),
      menu: placed([2, 1], {
        kind: 'menu',
        name: 'Main menu',
        settings: {
          text: 'For sales, press 1. For support, press 2.',
          choices: [
            { key: '1', label: 'Sales', words: ['sales'] },
            { key: '2', label: 'Support', words: ['support'] },
          ],
          noInputMs: 5000,
          tries: 3,
          bargeIn: true,
        },
        exits: {
          key_1: 'sales',
          key_2: 'support',
          no_input: 'support',
          no_match: 'support',
          error: 'support',
        },
      }),
      sales: placed([3, 0], queue('Sales')),
      support: placed([3, 2], queue('Support')),
      busy: placed([4, 1], {
        kind: 'say',
        name: 'Nobody is free',
        settings: { text: 'I am sorry, nobody is free now. Please call again later. Goodbye.' },
        exits: { next: 'end', error: 'end' },
      }),
      end: placed([5, 1], { kind: 'end' }),
    },
  },
}

function queue(name: string) {
  return {
    kind: 'enqueue',
    name,
    settings: { queue: '', priority: 0, maxWaitMs: 600_000 },
    exits: { answered: null, timeout: 'busy', error: 'busy' },
  }
}
