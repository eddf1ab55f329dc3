import type { Handlers } from '../../http/implement.ts'
import { publishedFlowUsing } from '../flows/service.ts'
import { found } from '../../problem.ts'
import type { QueueFigures } from './figures.ts'
import * as service from './service.ts'
import { listWaiting } from './waiting.ts'

type QueueRoutes =
  | 'listQueues'
  | 'createQueue'
  | 'updateQueue'
  | 'setQueueAgents'
  | 'deleteQueue'
  | 'listWaiting'
  | 'queueStatus'

export function queueHandlers(figures: QueueFigures): Handlers<QueueRoutes> {
  return {
    listQueues: async ({ work }) => ({ items: await service.listQueues(work) }),
    createQueue: ({ work }, { body }) => service.createQueue(work, body),
    updateQueue: ({ work }, { params, body }) => service.updateQueue(work, params.id, body),
    setQueueAgents: ({ work }, { params, body }) =>
      service.setAgents(work, params.id, body.agentIds),
    deleteQueue: async ({ work }, { params }) =>
      service.deleteQueue(work, params.id, await publishedFlowUsing(work, params.id)),
    queueStatus: async ({ work }, { params }) =>
      found(await figures.status(work.tenantId, params), 'queue'),
    listWaiting: async ({ work }, { params }) => ({ items: await listWaiting(work, params.id) }),
  }
}
