import * as fc from 'fast-check'
import type { AwayReason, RoutedAgent } from '../agents.ts'
import type { Channel, WaitingContact } from '../contacts.ts'
import type { RoutedQueue, RoutingMethod } from '../queues.ts'

// Few different values, so that equals are common, and short times, so that they come.

export const queueIds = ['p', 'q']
export const agentIds = ['a', 'b', 'c', 'd', 'e', 'f']
const skillIds = ['x', 'y']
const channels: Channel[] = ['voice', 'chat', 'sms', 'mail']
const methods: readonly RoutingMethod[] = [
  'longest_idle',
  'round_robin',
  'least_occupied',
  'best_skill',
  'ring_all',
]
const awayReasons: readonly AwayReason[] = ['offline', 'not_ready', 'in_call']

/** Times of the past, and of a little while ahead: in ms since 1970, as the other times here. */
const time = fc.integer({ min: 900, max: 1000 })
const justNow = fc.integer({ min: 960, max: 1000 })
const level = fc.integer({ min: 1, max: 3 })
const someNeeds = fc.uniqueArray(fc.record({ skillId: fc.constantFrom(...skillIds), level }), {
  selector: ({ skillId }) => skillId,
  maxLength: 2,
})
const needs = fc.oneof(fc.constant([]), fc.constant([{ skillId: 'x', level: 2 }]), someNeeds)

export function queueOf(queueId: string): fc.Arbitrary<RoutedQueue> {
  return fc.record({
    queueId: fc.constant(queueId),
    method: fc.constantFrom(...methods),
    agingPerMinute: fc.constantFrom(0, 0, 60, 1000),
    channels: fc.constantFrom(channels, channels, ['voice', 'chat']),
    declineCooldownMs: fc.constantFrom(0, 60),
  })
}

/** A contact of one of the queues, with what everybody may have. */
export function contactOf(contactId: string): fc.Arbitrary<WaitingContact> {
  const plain = fc.record({
    contactId: fc.constant(contactId),
    queueId: fc.constantFrom(...queueIds),
    channel: fc.constantFrom('voice', 'voice', 'voice', 'chat', 'mail'),
    band: fc.constantFrom(0, 0, 0, 1),
    priority: fc.nat(2),
    waitingSinceMs: time,
    needs,
    relax: fc.array(fc.record({ afterMs: fc.integer({ min: 1, max: 120 }), needs }), {
      maxLength: 2,
    }),
    declined: fc.array(fc.record({ agentId: fc.constantFrom(...agentIds), atMs: justNow }), {
      maxLength: 2,
    }),
  })
  return fc.tuple(plain, wishes).map(([contact, wish]) => ({ ...contact, ...wish }))
}

const agentId = fc.constantFrom(...agentIds)
const wishes = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ onlyAgentId: agentId }) },
  { weight: 2, arbitrary: fc.record({ preferredAgentId: agentId }) },
  {
    weight: 2,
    arbitrary: fc.record({
      sticky: fc.record({ agentId, untilMs: fc.integer({ min: 950, max: 1100 }) }),
      preferredAgentId: agentId,
    }),
  },
)

export function agentOf(agentId: string): fc.Arbitrary<RoutedAgent> {
  return fc
    .record({
      agentId: fc.constant(agentId),
      away: fc.constantFrom(null, null, null, ...awayReasons),
      queues: mapOf(queueIds, fc.constantFrom(1, 1, 2, 3)),
      skills: mapOf(skillIds, level),
      points: fc.constantFrom(100, 60),
      costs: fc.record({
        voice: fc.constantFrom(100, 60),
        chat: fc.constantFrom(30, 30, null),
        sms: fc.constant(null),
        mail: fc.constantFrom(40, null),
      }),
      channels: fc.constantFrom(channels, channels, ['chat', 'mail']),
      load: fc.constantFrom(0, 0, 30, 60),
      idleSinceMs: time,
      busyMsLastHour: fc.nat(1),
      lastFromQueueMs: mapOf(queueIds, time),
    })
    .map((agent) => ({ ...agent, channels: new Set(agent.channels) }))
}

/** Some of the keys, each with a value. */
function mapOf<Value>(keys: readonly string[], value: fc.Arbitrary<Value>) {
  const entries = keys.map((key) => fc.option(value.map((of) => [key, of] as const)))
  return fc.tuple(...entries).map((all) => new Map(all.filter((entry) => entry !== null)))
}
