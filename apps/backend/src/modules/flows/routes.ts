import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

type FlowRoutes =
  | 'listFlows'
  | 'createFlow'
  | 'renameFlow'
  | 'saveFlow'
  | 'getFlowVersion'
  | 'publishFlow'

export function flowHandlers(): Handlers<FlowRoutes> {
  return {
    listFlows: async ({ work }) => ({ items: await service.listFlows(work) }),
    createFlow: ({ work }, { body }) => service.createFlow(work, body),
    renameFlow: ({ work }, { params, body }) => service.renameFlow(work, params.id, body.name),
    saveFlow: ({ work }, { params, body }) => service.saveFlow(work, params.id, body),
    getFlowVersion: ({ work }, { params }) => service.getVersion(work, params.id, params.version),
    publishFlow: ({ work }, { params }) => service.publishFlow(work, params.id, params.version),
  }
}
