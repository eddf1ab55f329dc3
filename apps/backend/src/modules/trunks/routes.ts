import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

export function trunkHandlers(
  parts: service.TrunkParts,
): Handlers<'listTrunks' | 'createTrunk' | 'updateTrunk' | 'deleteTrunk' | 'testTrunk'> {
  return {
    listTrunks: async ({ work }) => ({ items: await service.listTrunks(work, parts) }),
    createTrunk: ({ work }, { body }) => service.createTrunk(work, parts, body),
    updateTrunk: ({ work }, { params, body }) => service.updateTrunk(work, parts, params.id, body),
    deleteTrunk: ({ work }, { params }) => service.deleteTrunk(work, params.id),
    testTrunk: ({ work }, { params }) => service.testTrunk(work, parts, params.id),
  }
}
