import { keptFor } from './contact-commands.ts'
import { often, simplyAbout } from './model-command.ts'
import type { ModelContact, ModelQueue, RoutingModel } from './routing-model.ts'

const overflowOf = ({ queue }: ModelContact, { queues }: RoutingModel): ModelQueue | undefined =>
  queues.get(queue.overflowsInto ?? '')

/** Its place is the one that it had; who has turned it down there may have it here. */
const waitsTooLong = simplyAbout(
  'waits too long',
  (model) =>
    [...model.contacts.values()].filter(
      (contact) => !contact.callback && overflowOf(contact, model) !== undefined,
    ),
  async (contact, model, { centre, overflow }) => {
    const queue = overflowOf(contact, model)
    if (!queue) return
    const { id, spokeWith } = contact
    const waitsFor = spokeWith && model.isWaitedFor(spokeWith, queue) ? spokeWith : undefined
    const beganMs = Date.now()
    if (contact.channel === 'chat') await overflow.sendWritten(id, queue.id)
    else {
      // Agents for whom it rang are free before it waits again.
      model.cameApart.add(id)
      await overflow.sendCall(id, queue.id)
    }
    model.sentOn.push(id)
    const keeping = waitsFor && { agent: waitsFor, forMs: 'as the queue says' as const }
    const fresh = { declinedBy: new Map<string, number>(), offeredTo: [] }
    const kept = await keptFor(id, keeping, { centre, beganMs })
    model.contacts.set(id, { ...contact, ...fresh, queue, keptFor: kept })
  },
)

export const overflowCommands = [often(3, waitsTooLong)].flat()
