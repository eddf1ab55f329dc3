import * as fc from 'fast-check'
import { type CentreModel, type ModelContact, offeredTo } from './centre-model.ts'
import {
  type Arrival,
  type ModelAgent,
  type ModelQueue,
  modelStepMs,
  type RoutingSystem,
} from './routing-system.ts'

type Command = fc.AsyncCommand<CentreModel, RoutingSystem>

export const modelQueues: readonly ModelQueue[] = [
  { queueId: 'sales', method: 'longest_idle', relax: [] },
  {
    queueId: 'support',
    method: 'best_skill',
    relax: [
      { afterMs: 20_000, needs: [{ skillId: 'es', level: 1 }] },
      { afterMs: 60_000, needs: [] },
    ],
  },
  { queueId: 'orders', method: 'ring_all', relax: [] },
]

const agentIds = ['ada', 'bob', 'cyd', 'dan']
const queueId = fc.constantFrom(...modelQueues.map((queue) => queue.queueId))
const level = fc.integer({ min: 1, max: 3 })
const need = fc.record({ skillId: fc.constant('es'), level })

const arrival: fc.Arbitrary<Omit<Arrival, 'contactId'>> = fc
  .record({
    queueId,
    channel: fc.constantFrom('voice' as const, 'voice' as const, 'chat' as const),
    band: fc.constantFrom(0, 0, 0, 1),
    priority: fc.constantFrom(0, 0, 1),
    needs: fc.array(need, { maxLength: 1 }),
    only: fc.option(fc.constantFrom(...agentIds), { freq: 8 }),
  })
  .map(({ only, ...rest }) => (only === null ? rest : { ...rest, onlyAgentId: only }))

const agent: fc.Arbitrary<ModelAgent> = fc.record({
  agentId: fc.constantFrom(...agentIds),
  isReady: fc.constantFrom(true, true, true, false),
  queues: fc.dictionary(queueId, fc.constantFrom(1, 1, 2), { noNullPrototype: true }),
  skills: fc.dictionary(fc.constant('es'), level, { noNullPrototype: true }),
})

/** Which of those there are; what is picked is in range, whatever the number. */
const which = fc.nat(99)

/** Whatever can happen to a centre, in any order. */
export function centreCommands(maxCommands: number) {
  const all: fc.Arbitrary<Command>[] = [
    arrival.map(arrive),
    arrival.map(arrive),
    arrival.map(arrive),
    agent.map(setAgent),
    agent.map(setAgent),
    which.map(hangUp),
    fc.tuple(which, which).map(accept),
    fc.tuple(which, which).map(accept),
    fc.tuple(which, which).map(reject),
    which.map(miss),
    which.map(finish),
    which.map(finish),
    fc.tuple(which, fc.boolean()).map(acceptWhileHangingUp),
    fc.tuple(which, fc.constantFrom(...agentIds)).map(acceptLate),
    fc.constantFrom(5000, 15_000, 30_000).map(passTime),
  ]
  return fc.commands(all, { maxCommands, size: 'max' })
}

function arrive(arrival: Omit<Arrival, 'contactId'>): Command {
  const says = `arrive(${fc.stringify(arrival)})`
  return always(says, async (model, system) => {
    const contact = { ...arrival, contactId: `c${model.contacts.size + 1}` }
    model.arrive(contact)
    await system.arrive(contact)
  })
}

function setAgent(agent: ModelAgent): Command {
  return always(`setAgent(${fc.stringify(agent)})`, async (model, system) => {
    model.agents.set(agent.agentId, agent)
    await system.setAgent(agent)
  })
}

function passTime(ms: number): Command {
  return always(`passTime(${ms})`, (model, system) => passing(ms, model, system))
}

/**
 * Passes it in small steps, and looks after each: what was right at one instant need not be at a later one. Whatever lasts
 * here lasts a multiple of a step.
 */
export async function passing(
  ms: number,
  model: CentreModel,
  system: RoutingSystem,
): Promise<void> {
  for (let passed = 0; passed < ms; passed += modelStepMs) {
    await system.passTime(modelStepMs)
    model.look(await system.see())
  }
}

function hangUp(which: number): Command {
  const candidates = (model: Readonly<CentreModel>) =>
    [...model.contacts.values()].filter(({ state }) => state.kind !== 'ended')
  return onOne(`hangUp(${which})`, which, candidates, async (contact, model, system) => {
    model.end(contact, contact.state.kind === 'active' ? 'handled' : 'abandoned')
    await system.hangUp(contact.contactId)
  })
}

function accept([which, whose]: [number, number]): Command {
  return onOne(`accept(${which}, ${whose})`, which, offered, async (contact, model, system) => {
    const agentId = pick(offeredTo(contact), whose)
    model.accept(contact, agentId)
    await system.accept(contact.contactId, agentId)
  })
}

function reject([which, whose]: [number, number]): Command {
  return onOne(`reject(${which}, ${whose})`, which, offered, async (contact, model, system) => {
    const agentId = pick(offeredTo(contact), whose)
    model.reject(contact, agentId)
    await system.reject(contact.contactId, agentId)
  })
}

function miss(which: number): Command {
  return onOne(`miss(${which})`, which, offered, async (contact, model, system) => {
    model.miss(contact)
    await system.miss(contact.contactId)
  })
}

function finish(which: number): Command {
  const active = (model: Readonly<CentreModel>) => model.inState('active')
  return onOne(`finish(${which})`, which, active, async (contact, model, system) => {
    model.end(contact, 'handled')
    await system.finish(contact.contactId)
  })
}

/**
 * Both at the same instant: either may be first, but it ends once, as one or the other. It is offered to one agent, so that
 * nobody comes free between the two.
 */
function acceptWhileHangingUp([which, acceptFirst]: [number, boolean]): Command {
  const toOne = (model: Readonly<CentreModel>) =>
    offered(model).filter((contact) => offeredTo(contact).length === 1)
  const says = `acceptWhileHangingUp(${which}, ${acceptFirst})`
  return onOne(says, which, toOne, async (contact, model, system) => {
    const { contactId } = contact
    const both = [
      () => system.accept(contactId, pick(offeredTo(contact), which)),
      () => system.hangUp(contactId),
    ]
    await Promise.all((acceptFirst ? both : both.toReversed()).map((act) => act()))
    const { endings } = await system.see()
    const ending = endings.find((one) => one.contactId === contactId)
    model.end(contact, ending?.outcome ?? 'abandoned')
  })
}

/** By somebody to whom it is not offered, or not any more. */
function acceptLate([which, agentId]: [number, string]): Command {
  const candidates = (model: Readonly<CentreModel>) =>
    [...model.contacts.values()].filter((contact) => !offeredTo(contact).includes(agentId))
  const says = `acceptLate(${which}, ${agentId})`
  return onOne(says, which, candidates, ({ contactId }, _, system) =>
    system.accept(contactId, agentId),
  )
}

function offered(model: Readonly<CentreModel>): ModelContact[] {
  return model.inState('offered')
}

type Act = (model: CentreModel, system: RoutingSystem) => Promise<void>

function always(says: string, act: Act): Command {
  return {
    check: () => true,
    async run(model, system) {
      await act(model, system)
      model.look(await system.see())
    },
    toString: () => says,
  }
}

function onOne(
  says: string,
  which: number,
  candidates: (model: Readonly<CentreModel>) => ModelContact[],
  act: (contact: ModelContact, ...on: Parameters<Act>) => Promise<void>,
): Command {
  return {
    ...always(says, (model, system) => act(pick(candidates(model), which), model, system)),
    check: (model) => candidates(model).length > 0,
  }
}

function pick<Item>(items: readonly Item[], which: number): Item {
  const item = items[which % items.length]
  if (item === undefined) throw new Error('There is none to pick.')
  return item
}
