import type { FlowBlock, FlowDocument } from '@iris/contracts'
import { block, end } from './build-flow.ts'

/** A small centre: a menu of two queues, with hours before it and words for every way it can go wrong. */
export function demoFlow(): FlowDocument {
  return {
    schema: 2,
    blocks: {
      start: block('start', {}, { next: 'open' }),
      open: block(
        'hours',
        {
          timeZone: 'Europe/Berlin',
          open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
          closedOn: ['2026-12-25'],
        },
        { open: 'menu', closed: 'closed' },
      ),
      closed: block(
        'say',
        { text: 'We are closed now. Please call again later.' },
        { next: 'end', error: 'end' },
      ),
      menu: block(
        'menu',
        {
          text: 'For sales, press 1. For support, press 2.',
          choices: [
            { key: '1', label: 'Sales' },
            { key: '2', label: 'Support' },
          ],
          noInputMs: 5000,
          tries: 3,
          bargeIn: true,
        },
        {
          key_1: 'sales',
          key_2: 'support',
          no_input: 'support',
          no_match: 'support',
          error: 'support',
        },
        'Main menu',
      ),
      sales: queue('Sales'),
      support: queue('Support'),
      busy: block(
        'say',
        { text: 'Nobody could answer, {{ caller.name }}. Goodbye.' },
        { next: 'end', error: 'end' },
      ),
      end,
    },
  }
}

function queue(name: string): FlowBlock {
  return block(
    'enqueue',
    { queue: name, priority: 0, maxWaitMs: 600_000 },
    { answered: null, timeout: 'busy', error: 'busy' },
    name,
  )
}
