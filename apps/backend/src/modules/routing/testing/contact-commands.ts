import { ordinaryDeclineCooldownMs } from '@iris/routing'
import * as fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { doJobs } from './callback-commands.ts'
import { about, Command, often, pick, simplyAbout } from './model-command.ts'
import type { LineCentre } from './line-centre.ts'
import type { RealRouting } from './model-centre.ts'
import {
  type ModelAgent,
  type ModelContact,
  type Needs,
  type RoutingModel,
  settingsOf,
  stickyMs,
} from './routing-model.ts'

export type NewContact = Pick<ModelContact, 'channel' | 'band' | 'priority' | 'needs' | 'sinceMs'>

const waiting = (model: RoutingModel) =>
  [...model.contacts.values()].filter(({ isBeingCalled }) => !isBeingCalled)
export const offered = (model: RoutingModel) =>
  waiting(model).filter(({ offeredTo }) => offeredTo.length > 0)

/** Of whom agents hear first. */
const rung = (model: RoutingModel) =>
  offered(model).filter(({ callback, queue }) => !callback || !queue.callsCustomerFirst)

const someNeeds: readonly Needs[] = [
  { level: 1, steps: [] },
  { level: 2, steps: [{ afterMs: 90_000, level: 1 }] },
  {
    level: 2,
    steps: [
      { afterMs: 90_000, level: 1 },
      { afterMs: 150_000, level: 0 },
    ],
  },
]
export const noNeeds: Needs = { level: 0, steps: [] }
const newContact = fc.record({
  queue: fc.nat(3),
  channel: fc.constantFrom('voice' as const, 'voice' as const, 'chat' as const),
  band: fc.constantFrom(0, 0, 0, 1),
  priority: fc.nat(3),
  needs: fc.constantFrom(noNeeds, noNeeds, ...someNeeds),
})

const enters = fc.tuple(newContact, fc.record({ minutes: fc.nat(3), ms: fc.nat(3000) })).map(
  ([rest, { minutes, ms }]) =>
    new Command(
      `enters ${JSON.stringify({ ...rest, minutes, ms })}`,
      ({ queues }) => queues.size > 0,
      (model, real) => enter({ ...rest, sinceMs: Date.now() - minutes * 60_000 - ms }, model, real),
    ),
)

/** Who comes, and into which queue, by its number. */
export type Arrival = NewContact & {
  readonly queue: number
  readonly waitsFor?: WaitsFor | undefined
  /** Everybody has turned it down, and may have it again from then on. */
  readonly declinedUntilMs?: number
}

/** Whom it is to wait for: at most so long, or as whoever spoke with the same person last, so long as the queue says. */
interface WaitsFor {
  readonly agent: ModelAgent
  readonly forMs: number | 'as the queue says'
}

export async function enter(
  { queue: n, waitsFor, declinedUntilMs, ...one }: Arrival,
  model: RoutingModel,
  { centre, skillId }: RealRouting,
): Promise<void> {
  const queue = pick([...model.queues.values()], n)
  if (!queue) return
  const id = uuidv7()
  const { needs: level, relax } = settingsOf(skillId, one.needs)
  const { channel, band, priority, sinceMs: waitingSinceMs } = one
  const own = one.needs.level > 0 ? { needs: level, relax } : {}
  const agentIds = declinedUntilMs === undefined ? [] : [...model.agents.keys()]
  const declined = agentIds.map((agentId) => {
    return { agentId, atMs: (declinedUntilMs ?? 0) - ordinaryDeclineCooldownMs }
  })
  const entering = { queueId: queue.id, declined, channel, band, priority, waitingSinceMs, ...own }
  const keeping = waitsFor && model.isWaitedFor(waitsFor.agent, queue) ? waitsFor : undefined
  const beganMs = Date.now()
  await centre.enter({ ...entering, ...(waitsFor && (await wishFor(id, waitsFor, centre))) }, id)
  const fresh = {
    declinedBy: new Map(agentIds.map((agentId) => [agentId, declinedUntilMs ?? 0])),
    offeredTo: [],
    keptFor: undefined,
    onlyAgentId: undefined,
    isBeingCalled: false,
    spokeWith: waitsFor?.forMs === 'as the queue says' ? waitsFor.agent : undefined,
  }
  const contact = { ...one, ...fresh, id, queue, callback: undefined }
  model.contacts.set(id, contact)
  if (waitsFor)
    model.contacts.set(id, { ...contact, keptFor: await keptFor(id, keeping, { centre, beganMs }) })
}

async function wishFor(from: string, { agent, forMs }: WaitsFor, centre: LineCentre) {
  const agentId = agent.id
  if (forMs !== 'as the queue says') return { waitsFor: { agentId, forMs } }
  await centre.spokeWith(from, agentId)
  return { from }
}

/** As the database has it, which is as it should be. */
export async function keptFor(
  contactId: string,
  waitsFor: WaitsFor | undefined,
  { centre, beganMs }: { readonly centre: LineCentre; readonly beganMs: number },
): Promise<ModelContact['keptFor']> {
  const entry = await centre.entry(contactId)
  const agentId = entry?.sticky_agent_id ?? undefined
  if (agentId !== waitsFor?.agent.id) throw new Error(`${contactId} waits for ${agentId}`)
  if (!waitsFor || !agentId) return undefined
  const untilMs = entry?.sticky_until?.getTime() ?? 0
  const forMs = waitsFor.forMs === 'as the queue says' ? stickyMs : waitsFor.forMs
  const isRight = untilMs >= beganMs + forMs - 1 && untilMs <= Date.now() + forMs
  if (!isRight) throw new Error(`${contactId} waits for ${agentId} until ${untilMs}`)
  return { agentId, untilMs }
}

const entersForTheSame = fc.tuple(newContact, fc.nat(3)).map(
  ([rest, n]) =>
    new Command(
      `enters, for the same agent ${n} ${JSON.stringify(rest)}`,
      ({ queues }) => queues.size > 0,
      async (model, real) => {
        const agent = pick([...model.agents.values()], n)
        const waitsFor = agent && { agent, forMs: 'as the queue says' as const }
        await enter({ ...rest, sinceMs: Date.now(), waitsFor }, model, real)
      },
    ),
)

/** Something that one of those to whom a contact is offered does. */
const byOne = (
  name: string,
  act: (
    one: ModelContact,
    agentId: string,
    model: RoutingModel,
    real: RealRouting,
  ) => Promise<unknown>,
  some = offered,
) =>
  about(
    name,
    some,
    async (one, model, real, n: number) => act(one, pick(one.offeredTo, n) ?? '', model, real),
    fc.nat(3),
  )

const takes = (
  { id, callback }: ModelContact,
  agentId: string,
  { centre, callbacks }: RealRouting,
) => (callback ? callbacks.accept(callback.id, agentId) : centre.acceptAny(id, agentId))

/** Of its own accord, or nobody is to be called back any more. */
const goes = ({ id, callback }: ModelContact, { centre, callbacks }: RealRouting) =>
  callback ? callbacks.cancel(callback.id) : centre.leave(id)

const accepts = byOne(
  'accepts',
  async (one, agentId, model, real) => {
    model.answer(one, agentId)
    if (!(await takes(one, agentId, real))) throw new Error('an offer was not kept')
  },
  rung,
)

const allAccept = simplyAbout('all accept', rung, async (one, model, real) => {
  const accepting = one.offeredTo.map(async (id) => ((await takes(one, id, real)) ? id : ''))
  const [first = '', ...others] = (await Promise.all(accepting)).filter((id) => id !== '')
  if (others.length > 0) throw new Error(`${one.id} was taken by ${[first, ...others]}`)
  model.answer(one, first)
})

const hangsUpWhileTaken = about(
  'hangs up while it is taken',
  rung,
  async (one, model, real, isFirst) => {
    const [agentId = ''] = one.offeredTo
    const accept = () => takes(one, agentId, real)
    const leave = () => goes(one, real)
    const [first, second] = isFirst ? [leave, accept] : [accept, leave]
    const outcomes = await Promise.all([first(), second()])
    if (outcomes[isFirst ? 1 : 0] === true) model.answer(one, agentId)
    else model.leave(one)
  },
  fc.boolean(),
)

const isTakenByAnother = simplyAbout('is taken by another', waiting, async (one, model, real) => {
  for (const { id } of model.agents.values()) {
    if (one.offeredTo.includes(id)) continue
    if (await takes(one, id, real)) throw new Error(`${id} took what was not theirs`)
  }
})

const isRejected = byOne('is rejected', (one, agentId, model, { centre }) => {
  model.decline(one, agentId)
  return centre.end(one.id, agentId, 'rejected')
})

const isMissed = byOne('is missed', (one, agentId, model, { centre }) => {
  model.miss(one, agentId)
  return centre.miss(one.id, agentId)
})

const isWithdrawn = byOne('is withdrawn', (one, agentId, model, { centre }) => {
  model.release(one, agentId)
  return centre.end(one.id, agentId, 'withdrawn')
})

const isForgotten = simplyAbout('is forgotten', offered, async (one, model, real) => {
  await real.centre.forget(one.id)
  one.offeredTo = []
  await doJobs(model, real)
})

/** Of what is not a call, the time for an offer is the worker's to watch. */
const isLetPass = simplyAbout(
  'is let pass',
  (model) => offered(model).filter(({ channel }) => channel !== 'voice'),
  async (one, model, real) => {
    await real.centre.letPass(one.id)
    for (const agentId of one.offeredTo) {
      model.miss(one, agentId)
      model.freedApart.add(agentId)
    }
    await doJobs(model, real)
  },
)

const hangsUp = simplyAbout('hangs up', waiting, (one, model, real) => {
  model.leave(one)
  return goes(one, real)
})

const isRaised = about(
  'is raised',
  waiting,
  (one, _, { centre }, priority) => {
    one.priority = priority
    return centre.raise(one.id, one.queue.id, priority)
  },
  fc.nat(4),
)

/** Each as often as it is there. */
export const contactCommands = [
  often(8, enters),
  often(2, entersForTheSame),
  often(7, accepts),
  often(2, allAccept),
  often(2, hangsUpWhileTaken),
  often(1, isTakenByAnother),
  often(3, isRejected),
  often(3, isMissed),
  often(2, isWithdrawn),
  often(2, isForgotten),
  often(2, isLetPass),
  often(2, hangsUp),
  often(1, isRaised),
].flat()
