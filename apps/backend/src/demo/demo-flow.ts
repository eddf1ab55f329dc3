import type { FlowBlock, FlowDocument } from '@iris/contracts'
import { phrases } from '@iris/speech'

/** The flow that answers the demo number: a menu that leads to sales or support. */
export function demoFlow(queues: {
  readonly sales: string
  readonly support: string
}): FlowDocument {
  return {
    schema: 2,
    blocks: {
      start: { kind: 'start', at: { x: 0, y: 0 }, settings: {}, exits: { next: 'menu' } },
      menu: {
        kind: 'menu',
        name: 'Main menu',
        at: { x: 328, y: 0 },
        settings: {
          text: phrases.welcomeMenu,
          choices: [
            { key: '1', label: 'Sales' },
            { key: '2', label: 'Support' },
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
          error: 'goodbye',
        },
      },
      sales: queue('Sales queue', queues.sales, -96),
      support: queue('Support queue', queues.support, 96),
      goodbye: {
        kind: 'say',
        name: 'Goodbye',
        at: { x: 984, y: 0 },
        settings: { text: phrases.goodbye },
        exits: { next: 'end', error: 'end' },
      },
      end: { kind: 'end', at: { x: 1312, y: 0 }, settings: {}, exits: {} },
    },
  }
}

function queue(name: string, queueName: string, y: number): FlowBlock {
  return {
    kind: 'enqueue',
    name,
    at: { x: 656, y },
    settings: { queue: queueName, priority: 0, maxWaitMs: null },
    exits: { answered: 'end', timeout: 'goodbye', error: 'goodbye' },
  }
}
