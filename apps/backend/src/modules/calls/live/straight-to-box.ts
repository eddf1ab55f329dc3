import type { FlowDocument } from '@iris/contracts'

/** Answers a number that has a voicemail box and no flow. */
export function straightToBox(boxId: string): FlowDocument {
  return {
    schema: 1,
    nodes: {
      start: { kind: 'start', exits: { next: 'box' } },
      box: { kind: 'voicemail', boxId, exits: { left: null, error: 'end' } },
      end: { kind: 'hang_up', exits: {} },
    },
  }
}
