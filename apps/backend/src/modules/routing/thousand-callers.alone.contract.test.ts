import type { EventOf, Queue } from '@iris/contracts'
import type { SimulatedLeg } from '@iris/telephony/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulatedCentre } from '../../testing/simulated-centre.ts'

const callers = 1000
const robots = 20

type Centre = Awaited<ReturnType<typeof openSimulatedCentre>>
let centre: Centre
let queues: Queue[]

beforeAll(async () => {
  centre = await openSimulatedCentre()
  centre.hear(({ type, payload }) => {
    if (type === 'call.connected') talking.get(payload.callId)?.hangup()
  })
})
afterAll(() => centre.close())

/** Lets callers come, twenty being on their way into the queue at a time. */
async function come(numbers: readonly string[]): Promise<SimulatedLeg[]> {
  const legs: SimulatedLeg[] = []
  const next = () => {
    const number = numbers[legs.length % numbers.length]
    if (number !== undefined && legs.length < callers)
      legs.push(centre.voice.call(`+1555020${1000 + legs.length}`, number))
  }
  centre.hear(({ type }) => type === 'contact.queued' && next())
  for (let count = 0; count < 20; count++) next()
  await centre.happens('contact.queued', callers)
  return legs
}

/** Takes every call, and hangs up once the talk has begun. */
function answers(leg: SimulatedLeg): void {
  leg.answer()
  const callId = leg.call?.headers?.['X-Iris-Call']
  if (callId !== undefined) talking.set(callId, leg)
}

const talking = new Map<string, SimulatedLeg>()

const eventsOf = <Type extends Centre['events'][number]['type']>(type: Type) =>
  centre.events.filter((event): event is EventOf<Type> => event.type === type)

/** Contacts of a queue in the order in which its rules have them served. */
function inOrder({ id }: Queue): string[] {
  return eventsOf('contact.queued')
    .map(({ payload }) => payload)
    .filter(({ queueId }) => queueId === id)
    .toSorted(
      (a, b) =>
        b.priority - a.priority ||
        Date.parse(a.waitingSince) - Date.parse(b.waitingSince) ||
        (a.contactId < b.contactId ? -1 : 1),
    )
    .map(({ contactId }) => contactId)
}

describe('1,000 callers', () => {
  it('are held, and served in the right order, each once, with nobody lost', async () => {
    const settings = { wrapUpMs: 0, announceEveryMs: 0 }
    queues = [
      await centre.newQueue({ name: 'Orders', ...settings }),
      await centre.newQueue({ name: 'Repairs', ...settings }),
    ]
    const numbers = [
      await centre.numberOf(queues[0]!, 0),
      await centre.numberOf(queues[0]!, 5),
      await centre.numberOf(queues[1]!, 0),
    ]
    const agents = []
    for (let index = 0; index < robots; index++)
      agents.push(await centre.robot(`robot${index}`, answers))
    // Some answer one queue, some the other, some both.
    for (const [place, queue] of queues.entries()) {
      const agentIds = agents.filter((_, index) => index % 3 !== place).map(({ id }) => id)
      await centre.asAdmin('PUT', `/v1/queues/${queue.id}/agents`, { agentIds })
    }

    const legs = await come(numbers)
    expect(centre.voice.load().legs).toBe(callers)
    expect(legs.every(({ state }) => state === 'connected')).toBe(true)
    expect(eventsOf('contact.offered')).toEqual([])

    await Promise.all(agents.map((agent) => agent.becomesAvailable()))
    await centre.happens('call.ended', callers)
    const offered = eventsOf('contact.offered').map(({ payload }) => payload)
    expect(offered).toHaveLength(callers)
    for (const queue of queues) {
      const ofQueue = offered.filter(({ queueId }) => queueId === queue.id)
      expect(ofQueue.map(({ contactId }) => contactId)).toEqual(inOrder(queue))
    }
    const left = eventsOf('contact.left_queue').map(({ payload }) => payload.outcome)
    expect(new Set(left)).toEqual(new Set(['answered']))
    const records = await centre.ground.database.asTenant(centre.tenantId, (tx) =>
      tx.selectFrom('calls').select(['state', 'agent_id', 'connected_at']).execute(),
    )
    expect(records).toHaveLength(callers)
    expect(records.every(({ state, agent_id }) => state === 'ended' && agent_id !== null)).toBe(
      true,
    )
    expect(centre.voice.load()).toMatchObject({ legs: 0, rooms: 0 })
  }, 240_000)
})
