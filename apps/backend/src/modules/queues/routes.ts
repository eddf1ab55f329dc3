import type { Handlers } from '../../http/implement.ts'
import { publishedFlowNaming } from '../flows/service.ts'
import { found } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { deleteQueue } from './deleting.ts'
import { closeQueue, reopenQueue } from './emergency.ts'
import type { QueueFigures } from './figures.ts'
import * as service from './service.ts'
import { listWaiting } from './waiting.ts'

type QueueRoutes =
  | 'listQueues'
  | 'createQueue'
  | 'updateQueue'
  | 'setQueueAgents'
  | 'closeQueue'
  | 'reopenQueue'
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
    closeQueue: ({ work }, { params, body }) => closeQueue(work, params.id, body.message),
    reopenQueue: ({ work }, { params }) => reopenQueue(work, params.id),
    deleteQueue: async ({ work }, { params, query: { force } }) =>
      deleteQueue(work, params.id, { usedBy: await flowUsing(work, params.id), force }),
    queueStatus: async ({ work }, { params }) =>
      found(await figures.status(work.tenantId, params), 'queue'),
    listWaiting: async ({ work }, { params }) => ({ items: await listWaiting(work, params.id) }),
  }
}

async function flowUsing(work: Work, id: string): Promise<string | undefined> {
  const queue = await service.getQueue(work, id)
  return queue && publishedFlowNaming(work, 'queue', queue.name)
}
