import type { FlowDocument } from '@iris/contracts'
import { phrases } from '@iris/speech'

/** What answers a number that no published flow does. */
export const outOfService: FlowDocument = {
  schema: 1,
  nodes: {
    start: { kind: 'start', exits: { next: 'say' } },
    say: {
      kind: 'say',
      text: phrases.notInService,
      exits: { next: 'end', error: 'end' },
    },
    end: { kind: 'hang_up', exits: {} },
  },
}
