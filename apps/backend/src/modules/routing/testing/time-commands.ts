import * as fc from 'fast-check'
import { setTimeout as pause } from 'node:timers/promises'
import { enter, newContact, offered } from './contact-commands.ts'
import { Command, often, pick } from './model-command.ts'

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
  (rest) =>
    new Command(
      `enters, to need less soon ${JSON.stringify(rest)}`,
      ({ queues }) => queues.size > 0,
      async (model, real, settle) => {
        const relaxesAtMs = Math.round(real.pace.soonMs)
        await enter({ ...rest, sinceMs: relaxesAtMs - 90_000 }, model, real)
        await wait(relaxesAtMs, settle)
      },
    ),
)

/** Somebody who waits for one agent, and in a moment for anybody: nothing but the time tells routing. */
const entersForAMoment = fc.tuple(newContact, fc.nat(3)).map(
  ([rest, n]) =>
    new Command(
      `enters, for a moment for agent ${n} ${JSON.stringify(rest)}`,
      ({ queues }) => queues.size > 0,
      async (model, real, settle) => {
        const agent = pick([...model.agents.values()], n)
        const forMs = Math.round(real.pace.soonMs - Date.now())
        const waitsFor = agent && { agent, forMs }
        await enter({ ...rest, sinceMs: Date.now(), waitsFor }, model, real)
        await wait(Date.now() + forMs, settle)
      },
    ),
)

/** Whoever turns it down may have it again in a moment: nothing but the time tells routing. */
const isRejectedForAMoment = fc.nat(20).map(
  (n) =>
    new Command(
      `is rejected for a moment ${n}`,
      (model) => offered(model).length > 0,
      async (model, { centre, pace }, settle) => {
        const one = pick(offered(model), n)
        const [agentId = ''] = one?.offeredTo ?? []
        if (!one) return
        const atMs = Math.round(pace.soonMs)
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
        contact.keptFor = undefined
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
  often(2, entersForAMoment),
  often(2, isRejectedForAMoment),
  often(1, aMinutePasses),
  often(2, wrapUpsRunOut),
].flat()
