import * as fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { vi } from 'vitest'
import type { RoutingService } from '../routing-service.ts'
import type { LineCentre } from './line-centre.ts'
import type { ModelAgent, ModelContact, Offers, RoutingModel } from './routing-model.ts'

/** The service as it is: a tenant of its own, and whichever process owns it. */
interface RealRouting {
  readonly centre: LineCentre
  readonly queueIds: readonly string[]
  readonly skillId: string
  routing: RoutingService
}

type Act = (model: RoutingModel, real: RealRouting) => Promise<void>

/** What commands are checked against; wrapped, as fast-check gives it out as read only. */
interface Given {
  readonly model: RoutingModel
}

/** One thing that happens; then everything that follows from it has happened, and is as it may be. */
class Command implements fc.AsyncCommand<Given, RealRouting> {
  readonly #name: string
  readonly #check: (model: RoutingModel) => boolean
  readonly #act: Act

  constructor(name: string, check: (model: RoutingModel) => boolean, act: Act) {
    this.#name = name
    this.#check = check
    this.#act = act
  }

  check({ model }: Given): boolean {
    return this.#check(model)
  }

  async run({ model }: Given, real: RealRouting): Promise<void> {
    await this.#act(model, real)
    const offers = await settled(model, real)
    const broken = [...model.take(offers), ...(await real.centre.odd())]
    if (broken.length > 0) throw new Error(broken.join('; '))
  }

  toString(): string {
    return this.#name
  }
}

/** Who is offered what once routing has nothing to do any more. */
function settled(model: RoutingModel, { centre }: RealRouting): Promise<Offers> {
  const check = async () => {
    const offers = await centre.offers()
    if (!model.isSettled(offers)) throw new Error('somebody waits whom somebody free may take')
    return offers
  }
  return vi.waitFor(check, { interval: 3, timeout: 15_000 })
}

const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % items.length]
const agentsOf = (model: RoutingModel) => [...model.agents.values()]
const offered = (model: RoutingModel) =>
  [...model.contacts.values()].filter(({ offeredTo }) => offeredTo !== undefined)
const nth = fc.nat(20)

/** A command about one of some things, if there is any. */
function about<T>(
  name: string,
  some: (model: RoutingModel) => readonly T[],
  act: (one: T, model: RoutingModel, real: RealRouting) => Promise<unknown>,
): fc.Arbitrary<Command> {
  return nth.map(
    (n) =>
      new Command(
        `${name} ${n}`,
        (model) => some(model).length > 0,
        async (model, real) => {
          const one = pick(some(model), n)
          if (one !== undefined) await act(one, model, real)
        },
      ),
  )
}

const enter = fc
  .record({
    queue: fc.nat(1),
    channel: fc.constantFrom('voice' as const, 'voice' as const, 'chat' as const),
    band: fc.constantFrom(0, 0, 0, 1),
    priority: fc.nat(2),
    need: fc.constantFrom(0, 0, 1, 2),
    ageMs: fc.nat(5000),
  })
  .map(
    ({ queue, ageMs, need, ...rest }) =>
      new Command(
        `enter ${JSON.stringify({ queue, ageMs, need, ...rest })}`,
        () => true,
        async (model, { centre, queueIds, skillId }) => {
          const queueId = queueIds[queue] ?? ''
          const sinceMs = Date.now() - ageMs
          const id = uuidv7()
          const contact = { id, queueId, need, sinceMs, ...rest }
          model.contacts.set(id, { ...contact, declinedBy: new Set(), offeredTo: undefined })
          const needs = need === 0 ? [] : [{ skillId, level: need }]
          await centre.enter({ queueId, waitingSinceMs: sinceMs, needs, ...rest }, id)
        },
      ),
  )

const comes = about(
  'comes',
  (model) => agentsOf(model).filter(({ state }) => state === 'away'),
  async (agent, _, { centre }) => {
    agent.state = 'there'
    await centre.choose(agent.id, 'available')
  },
)

const isIdle = (model: RoutingModel, { id, state }: ModelAgent) =>
  state === 'there' && offered(model).every(({ offeredTo }) => offeredTo !== id)

const goes = about(
  'goes',
  (model) => agentsOf(model).filter((agent) => isIdle(model, agent)),
  async (agent, _, { centre }) => {
    agent.state = 'away'
    await centre.choose(agent.id, 'offline')
  },
)

const accepts = about('accepts', offered, async (contact, model, { centre }) => {
  const agent = model.agents.get(contact.offeredTo ?? '')
  if (!agent) throw new Error('an offer to nobody')
  end(model, contact)
  if (contact.channel === 'chat') agent.chats.add(contact.id)
  else Object.assign(agent, { state: 'in_call', callId: contact.id })
  if (!(await centre.acceptAny(contact.id, agent.id))) throw new Error('an offer was not kept')
})

const rejects = about('rejects', offered, async (contact, _, { centre }) => {
  const agentId = contact.offeredTo ?? ''
  contact.declinedBy.add(agentId)
  await centre.end(contact.id, agentId, 'rejected')
})

const withdrawn = about('is withdrawn', offered, (contact, _, { centre }) =>
  centre.end(contact.id, contact.offeredTo ?? '', 'withdrawn'),
)

const hangsUp = about(
  'hangs up',
  (model) => [...model.contacts.values()],
  async (contact, model, { centre }) => {
    end(model, contact)
    await centre.leave(contact.id)
  },
)

const finishes = about(
  'finishes',
  (model) => agentsOf(model).filter(({ callId, chats }) => callId !== undefined || chats.size > 0),
  async (agent, _, { centre }) => {
    const [chat] = agent.chats
    if (chat !== undefined) {
      agent.chats.delete(chat)
      return centre.endChat(agent.id, chat)
    }
    const { callId = '' } = agent
    Object.assign(agent, { state: 'there', callId: undefined })
    return centre.endCall(agent.id, callId)
  },
)

const learns = fc.record({ n: nth, level: fc.nat(2) }).map(
  ({ n, level }) =>
    new Command(
      `learns ${n} to ${level}`,
      (model) => agentsOf(model).some((agent) => isIdle(model, agent)),
      async (model, { centre, skillId }) => {
        const agent = pick(
          agentsOf(model).filter((one) => isIdle(model, one)),
          n,
        )
        if (!agent) return
        agent.level = level
        await centre.setSkill(agent.id, skillId, level)
      },
    ),
)

const ownerChanges = fc.boolean().map(
  (isSudden) =>
    new Command(
      `another owner${isSudden ? ', while the first still lives' : ''}`,
      () => true,
      async (_, real) => {
        const before = real.routing
        if (!isSudden) await before.close()
        real.routing = real.centre.startRouting()
        if (isSudden) await before.close()
      },
    ),
)

function end(model: RoutingModel, { id }: ModelContact): void {
  model.contacts.delete(id)
  model.ended.add(id)
}

export const routingCommands = fc.commands(
  [
    enter,
    enter,
    enter,
    enter,
    enter,
    enter,
    comes,
    comes,
    goes,
    accepts,
    accepts,
    rejects,
    withdrawn,
    hangsUp,
    finishes,
    finishes,
    learns,
    ownerChanges,
  ],
  { maxCommands: 40, size: 'max' },
)
