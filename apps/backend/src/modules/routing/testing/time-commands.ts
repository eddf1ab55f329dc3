import * as fc from 'fast-check'
import { setTimeout as pause } from 'node:timers/promises'
import { enter, newContact, offered } from './contact-commands.ts'
import { Command, often, pick } from './model-command.ts'

/** So much later something is due. */
const soonMs = 100

/**
 * Nothing has come of it just before that moment, as far as this machine lets one look in time. After it, timers of the same
 * process have gone off.
 */
async function wait(dueMs: number, settle: () => Promise<void>): Promise<void> {
  await settle()
  await pause(Math.max(0, dueMs - 20 - Date.now()))
  await settle()
  await pause(Math.max(0, dueMs - Date.now()) + 5)
}

/** Somebody who needs less in a moment: nothing but the time tells routing. */
const entersToWaitForLess = newContact.map(
  ({ queue, ...rest }) =>
    new Command(
      `enters, to need less soon ${JSON.stringify({ queue, ...rest })}`,
      ({ queues }) => queues.size > 0,
      async (model, real, settle) => {
        const relaxesAtMs = Date.now() + soonMs
        await enter(queue, { ...rest, sinceMs: relaxesAtMs - 90_000 }, model, real)
        await wait(relaxesAtMs, settle)
      },
    ),
)

/** Whoever turns it down may have it again in a moment: nothing but the time tells routing. */
const isRejectedForAMoment = fc.nat(20).map(
  (n) =>
    new Command(
      `is rejected for a moment ${n}`,
      (model) => offered(model).length > 0,
      async (model, { centre }, settle) => {
        const one = pick(offered(model), n)
        const [agentId = ''] = one?.offeredTo ?? []
        if (!one) return
        const atMs = Date.now() + soonMs
        model.decline(one, agentId)
        for (const by of one.declinedBy.keys()) one.declinedBy.set(by, atMs)
        await centre.end(one.id, agentId, 'rejected')
        await centre.forgetDeclines(one.id, atMs)
        await wait(atMs, settle)
      },
    ),
)

/** For whoever waits; meanwhile nobody routes, so that it goes by at once for all. */
const aMinutePasses = fc.constant(
  new Command(
    'a minute without an owner',
    () => true,
    async (model, real) => {
      await real.routing.close()
      for (const contact of model.contacts.values()) {
        contact.sinceMs -= 60_000
        contact.declinedBy.clear()
      }
      await real.centre.passTime(60_000)
      real.routing = real.startRouting()
    },
  ),
)

/** After-call work that ends by itself is over; none that is to be ended by hand. */
const wrapUpsRunOut = fc.constant(
  new Command(
    'after-call work runs out',
    ({ agents }) => [...agents.values()].some(({ wrapUp }) => wrapUp === 'for_a_minute'),
    async (model, { centre }) => {
      await centre.passWrapUpTime(60_000)
      for (const agent of model.agents.values()) {
        if (agent.wrapUp !== 'for_a_minute') continue
        agent.wrapUp = 'none'
        model.freedApart.add(agent.id)
      }
      model.doJobs()
      await centre.doJobs()
    },
  ),
)

export const timeCommands = [
  often(1, entersToWaitForLess),
  often(2, isRejectedForAMoment),
  often(1, aMinutePasses),
  often(2, wrapUpsRunOut),
].flat()
