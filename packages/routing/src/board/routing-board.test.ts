import { expect, it } from 'vitest'
import type { RoutedAgent } from '../agents.ts'
import { RoutingBoard } from './routing-board.ts'
import type { WaitingContact } from '../contacts.ts'
import { ordinaryDeclineCooldownMs, type RoutedQueue } from '../queues.ts'

const queue: RoutedQueue = {
  queueId: 'sales',
  method: 'longest_idle',
  agingPerMinute: 0,
  channels: ['voice', 'chat'],
  declineCooldownMs: ordinaryDeclineCooldownMs,
}
const contact: WaitingContact = {
  contactId: 'c1',
  queueId: 'sales',
  channel: 'voice',
  band: 0,
  priority: 0,
  waitingSinceMs: 0,
  needs: [],
  relax: [],
  declined: [],
}
const agent: RoutedAgent = {
  agentId: 'ada',
  away: null,
  queues: new Map([['sales', 1]]),
  skills: new Map(),
  points: 100,
  costs: { voice: 100, chat: 30, sms: 20, mail: 40 },
  channels: new Set(['voice', 'chat', 'sms', 'mail']),
  load: 0,
  idleSinceMs: 0,
  busyMsLastHour: 0,
  lastFromQueueMs: new Map(),
}

function board(): RoutingBoard {
  const board = new RoutingBoard()
  board.putQueue(queue)
  return board
}

it('offers a contact to whoever has been idle longest, once, and says why', () => {
  const held = board()
  held.putAgent({ ...agent, idleSinceMs: 500 })
  held.putAgent({ ...agent, agentId: 'bob', idleSinceMs: 100 })
  held.putAgent({ ...agent, agentId: 'cyd', away: 'not_ready' })
  held.putContact(contact)
  expect(held.decide(1000)).toEqual([
    {
      contactId: 'c1',
      queueId: 'sales',
      agentIds: ['bob'],
      facts: expect.objectContaining({
        place: 1,
        waitedMs: 1000,
        fit: 2,
        choice: { kind: 'longest_idle', agentId: 'bob', idleMs: 900 },
        passedOver: [{ kind: 'not_ready', count: 1, agentIds: ['cyd'] }],
      }),
    },
  ])
  expect(held.decide(1001)).toEqual([])
})
