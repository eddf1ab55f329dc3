import type { FlowProgram } from '@iris/flow'
import { phrases } from '@iris/speech'

const at = { x: 0, y: 0 }

/** What answers a number that no published flow does. */
export const outOfService: FlowProgram = {
  name: '',
  version: null,
  document: {
    schema: 2,
    blocks: {
      start: { kind: 'start', at, settings: {}, exits: { next: 'say' } },
      say: {
        kind: 'say',
        at,
        settings: { text: phrases.notInService },
        exits: { next: 'end', error: 'end' },
      },
      end: { kind: 'end', at, settings: {}, exits: {} },
    },
  },
  flows: {},
}
