import type { FlowDocument, FlowNode } from '@iris/contracts'

/** A small centre: a menu of two queues, with hours before it and words for every way it can go wrong. */
export function demoFlow(queueIds: { sales: string; support: string }): FlowDocument {
  return {
    schema: 1,
    nodes: {
      start: { kind: 'start', exits: { next: 'open' } },
      open: {
        kind: 'hours',
        timeZone: 'Europe/Berlin',
        open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
        closedOn: ['2026-12-25'],
        exits: { open: 'menu', closed: 'closed' },
      },
      closed: {
        kind: 'say',
        text: 'We are closed now. Please call again later.',
        exits: { next: 'end', error: 'end' },
      },
      menu: {
        kind: 'menu',
        label: 'Main menu',
        text: 'For sales, press 1. For support, press 2.',
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
          error: 'support',
        },
      },
      sales: queue('Sales', queueIds.sales),
      support: queue('Support', queueIds.support),
      busy: {
        kind: 'say',
        text: 'Nobody could answer, {{ caller.name }}. Goodbye.',
        exits: { next: 'end', error: 'end' },
      },
      end: { kind: 'hang_up', exits: {} },
    },
  }
}

function queue(label: string, queueId: string): FlowNode {
  return {
    kind: 'enqueue',
    label,
    queueId,
    priority: 0,
    maxWaitMs: 600_000,
    exits: { answered: null, timeout: 'busy', error: 'busy' },
  }
}
