import * as fc from 'fast-check'
import { CentreModel, offeredTo } from './centre-model.ts'
import { centreCommands, modelQueues, passing } from './commands.ts'
import { type ModelAgent, modelCooldownMs, type RoutingSystem } from './routing-system.ts'

interface Trial {
  /** Opens a fresh one, with the queues of `modelQueues` and without agents. */
  readonly open: () => Promise<RoutingSystem>
  readonly close?: (system: RoutingSystem) => Promise<void>
  readonly runs: number
  readonly maxCommands: number
}

/**
 * Has anything happen to a routing service in any order, and holds it against the model: nobody is skipped within a band, a
 * rank and a priority by somebody whom the same agent could take, nobody is offered twice, no agent is over capacity, nobody
 * waits whom somebody free could take, and every contact ends once.
 */
export async function tryCentre({ open, close, runs, maxCommands }: Trial): Promise<void> {
  const property = fc.asyncProperty(centreCommands(maxCommands), async (commands) => {
    const system = await open()
    const model = new CentreModel(modelQueues)
    try {
      model.look(await system.see())
      await fc.asyncModelRun(() => ({ model, real: system }), commands)
      await serveEverybody(model, system)
    } finally {
      await close?.(system)
    }
  })
  await fc.assert(property, { numRuns: runs })
}

/** Once agents who can do everything take what they are offered, everybody is served. */
async function serveEverybody(model: CentreModel, system: RoutingSystem): Promise<void> {
  for (const { agentId } of model.agents.values()) {
    const agent = ableAgent(agentId)
    model.agents.set(agentId, agent)
    await system.setAgent(agent)
    model.look(await system.see())
  }
  await passing(modelCooldownMs, model, system)
  for (let contacts = open(model); contacts.length > 0; contacts = open(model)) {
    await serve(model, system, contacts)
    if (open(model).length === contacts.length) break
  }
  const left = open(model).filter(({ onlyAgentId }) => mayBeServed(model, onlyAgentId))
  if (left.length > 0) throw new Error(`Nobody serves ${left.map((one) => one.contactId)}.`)
}

async function serve(
  model: CentreModel,
  system: RoutingSystem,
  contacts: ReturnType<typeof open>,
): Promise<void> {
  for (const contact of contacts) {
    const [agentId] = offeredTo(contact)
    if (agentId !== undefined) {
      model.accept(contact, agentId)
      await system.accept(contact.contactId, agentId)
      model.look(await system.see())
    }
    if (contact.state.kind !== 'active') continue
    model.end(contact, 'handled')
    await system.finish(contact.contactId)
    model.look(await system.see())
  }
}

function open(model: CentreModel) {
  return [...model.contacts.values()].filter(({ state }) => state.kind !== 'ended')
}

function mayBeServed(model: CentreModel, onlyAgentId: string | undefined): boolean {
  return onlyAgentId === undefined ? model.agents.size > 0 : model.agents.has(onlyAgentId)
}

function ableAgent(agentId: string): ModelAgent {
  const queues = Object.fromEntries(modelQueues.map(({ queueId }) => [queueId, 1]))
  return { agentId, isReady: true, queues, skills: { es: 5 } }
}
