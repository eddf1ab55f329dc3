import type { FlowDocument } from '@iris/contracts'
import { phrases } from '@iris/speech'

/** The flow that answers the demo number: a menu that leads to sales or support. */
export function demoFlow(queues: {
  readonly sales: string
  readonly support: string
}): FlowDocument {
  return {
    schema: 1,
    nodes: {
      start: { kind: 'start', exits: { next: 'menu' }, position: { x: 0, y: 0 } },
      menu: {
        kind: 'menu',
        label: 'Main menu',
        text: phrases.welcomeMenu,
        choices: [
          { key: '1', label: 'Sales' },
          { key: '2', label: 'Support' },
        ],
        noInputMs: 5000,
        tries: 3,
        bargeIn: true,
        exits: {
          key_1: 'sales',
          key_2: 'support',
          no_input: 'support',
          no_match: 'support',
          error: 'goodbye',
        },
        position: { x: 240, y: 0 },
      },
      sales: {
        kind: 'enqueue',
        label: 'Sales queue',
        queueId: queues.sales,
        priority: 0,
        maxWaitMs: null,
        exits: { answered: 'end', timeout: 'goodbye', error: 'goodbye' },
        position: { x: 520, y: -120 },
      },
      support: {
        kind: 'enqueue',
        label: 'Support queue',
        queueId: queues.support,
        priority: 0,
        maxWaitMs: null,
        exits: { answered: 'end', timeout: 'goodbye', error: 'goodbye' },
        position: { x: 520, y: 120 },
      },
      goodbye: {
        kind: 'say',
        label: 'Goodbye',
        text: phrases.goodbye,
        exits: { next: 'end', error: 'end' },
        position: { x: 800, y: 0 },
      },
      end: { kind: 'hang_up', exits: {}, position: { x: 1040, y: 0 } },
    },
  }
}
