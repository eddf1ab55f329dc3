import * as fc from 'fast-check'
import { callbackCommands, endAttempt, isOpen } from './callback-commands.ts'
import { contactCommands } from './contact-commands.ts'
import { customerFirstCommands } from './customer-first-commands.ts'
import { about, Command, often, simplyAbout } from './model-command.ts'
import { overflowCommands } from './overflow-commands.ts'
import type { RoutingModel } from './routing-model.ts'
import { timeCommands } from './time-commands.ts'

const agentsOf = (model: RoutingModel) => [...model.agents.values()]

const comes = simplyAbout(
  'comes',
  (model) => agentsOf(model).filter(({ isThere }) => !isThere),
  (agent, _, { centre }) => {
    Object.assign(agent, { isThere: true, isNotResponding: false })
    return centre.choose(agent.id, 'available')
  },
)

/** At once, or after the call in hand; what else is in hand or offered stays. */
const goes = simplyAbout(
  'goes',
  (model) => agentsOf(model).filter(({ isThere }) => isThere),
  (agent, _, { centre }) => {
    agent.isThere = false
    return centre.choose(agent.id, 'offline')
  },
)

const wrapUpMs = { none: 0, for_a_minute: 60_000, until_ended: null } as const

const finishesCall = about(
  'finishes the call',
  (model) => agentsOf(model).filter(({ callId }) => callId !== undefined),
  async (agent, model, real, { wrapUp, isAnswered }) => {
    const { callId = '' } = agent
    await endAttempt(callId, isAnswered, model, real)
    Object.assign(agent, { callId: undefined, wrapUp })
    return real.centre.endCall(agent.id, callId, wrapUpMs[wrapUp])
  },
  fc.record({
    wrapUp: fc.constantFrom('none' as const, 'for_a_minute' as const, 'until_ended' as const),
    isAnswered: fc.boolean(),
  }),
)

const finishesWrapUp = simplyAbout(
  'finishes after-call work',
  (model) => agentsOf(model).filter(({ wrapUp }) => wrapUp !== 'none'),
  (agent, _, { centre }) => {
    agent.wrapUp = 'none'
    return centre.endWrapUp(agent.id)
  },
)

const finishesChat = simplyAbout(
  'finishes a chat',
  (model) => agentsOf(model).filter(({ chats }) => chats.size > 0),
  async (agent, _, { centre }) => {
    const [chat = ''] = agent.chats
    agent.chats.delete(chat)
    await centre.endChat(agent.id, chat)
  },
)

const learns = about(
  'learns',
  agentsOf,
  (agent, _, { centre, skillId }, level) => {
    agent.level = level
    return centre.setSkill(agent.id, skillId, level)
  },
  fc.nat(2),
)

const queueIsDeleted = simplyAbout(
  'queue is deleted',
  (model) => (model.queues.size > 1 ? model.deletableQueues : []),
  (queue, model, { centre }) => {
    model.queues.delete(queue.id)
    for (const contact of model.contacts.values()) {
      if (contact.queue !== queue) continue
      model.end(contact, contact.callback ? 'cancelled' : 'queue_deleted')
    }
    for (const callback of model.callbacks.values()) {
      if (callback.queue !== queue) continue
      if (callback.state === 'dialling') model.callbacks.delete(callback.id)
      else if (isOpen(callback)) callback.state = 'cancelled'
    }
    return centre.deleteQueue(queue.id)
  },
)

const ownerChanges = fc.boolean().map(
  (isSudden) =>
    new Command(
      `another owner${isSudden ? ', while the first still lives' : ''}`,
      () => true,
      async (_, real) => {
        const before = real.routing
        if (!isSudden) await before.close()
        real.routing = real.startRouting()
        if (isSudden) await before.close()
      },
    ),
)

export const routingCommands = fc.commands(
  [
    ...contactCommands,
    ...often(8, comes),
    ...often(1, goes),
    ...often(6, finishesCall),
    ...often(3, finishesWrapUp),
    ...often(3, finishesChat),
    ...often(2, learns),
    ...often(1, queueIsDeleted),
    ...often(2, ownerChanges),
    ...timeCommands,
    ...overflowCommands,
    ...callbackCommands,
    ...customerFirstCommands,
  ],
  { maxCommands: 60, size: 'max' },
)
