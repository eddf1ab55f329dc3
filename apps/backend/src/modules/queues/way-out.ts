import type { Overflow, Overflows, QueueOutcome } from '@iris/contracts'

/** What is set for why a contact leaves. Whom somebody removes goes as whoever waits too long. */
export function wayOut(overflows: Overflows | undefined, outcome: QueueOutcome): Overflow {
  const back = { kind: 'return' } as const
  switch (outcome) {
    case 'full':
      return overflows?.full ?? back
    case 'max_wait':
    case 'removed':
      return overflows?.max_wait ?? back
    case 'no_agents':
      return overflows?.no_agents ?? back
    case 'closed':
    case 'queue_deleted':
      return overflows?.closed ?? back
    case 'callback':
      return { kind: 'callback' }
    default:
      return back
  }
}
