import type { FlowProgram } from '@iris/flow'

/** Answers a number that has a voicemail box and no flow. */
export function straightToBox(boxId: string): FlowProgram {
  const at = { x: 0, y: 0 }
  return {
    name: '',
    version: null,
    document: {
      schema: 2,
      blocks: {
        start: { kind: 'start', at, settings: {}, exits: { next: 'box' } },
        box: { kind: 'voicemail', at, settings: { box: 'box' }, exits: { error: 'end' } },
        end: { kind: 'end', at, settings: {}, exits: {} },
      },
    },
    references: { queues: {}, boxes: { box: boxId }, flows: {} },
    flows: {},
  }
}
