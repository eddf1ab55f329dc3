import * as fc from 'fast-check'
import { setTimeout as pause } from 'node:timers/promises'
import { enter, newContact, waiting } from './contact-commands.ts'
import { Command, often, pick } from './model-command.ts'

/** So much later something is due; what is done before is seen to be done too soon. */
const soonMs = 80

/** Timers of the same process, for the same moment, have gone off by then. */
const until = (dueMs: number) => pause(Math.max(0, dueMs - Date.now()) + 5)

/** Somebody who needs less in a moment: nothing but the time tells routing. */
const entersToWaitForLess = newContact.map(
  ({ queue, ...rest }) =>
    new Command(
      `enters, to need less soon ${JSON.stringify({ queue, ...rest })}`,
      ({ queues }) => queues.size > 0,
      async (model, real, settle) => {
        const relaxesAtMs = Date.now() + soonMs
        await enter(queue, { ...rest, sinceMs: relaxesAtMs - 90_000 }, model, real)
        await settle()
        await until(relaxesAtMs)
      },
    ),
)

/** Whoever did not take it may have it again in a moment. */
const declinesAreForgotten = fc.nat(20).map((n) => {
  const declined: typeof waiting = (model) =>
    waiting(model).filter((one) => one.declinedBy.size > 0 && one.offeredTo === undefined)
  return new Command(
    `declines are forgotten soon ${n}`,
    (model) => declined(model).length > 0,
    async (model, { centre }, settle) => {
      const one = pick(declined(model), n)
      if (!one) return
      const atMs = Date.now() + soonMs
      await centre.forgetDeclines(one.id, atMs)
      await settle()
      await until(atMs)
      one.declinedBy.clear()
    },
  )
})

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
        if (agent.wrapUp === 'for_a_minute') agent.wrapUp = 'none'
      }
      model.doJobs()
      await centre.doJobs()
    },
  ),
)

export const timeCommands = [
  often(1, entersToWaitForLess),
  often(1, declinesAreForgotten),
  often(1, aMinutePasses),
  often(2, wrapUpsRunOut),
].flat()
