import * as fc from 'fast-check'
import { setTimeout as pause } from 'node:timers/promises'
import { doJobs, passTimeToCall } from './callback-commands.ts'
import { type Arrival, enter, type NewContact, noNeeds } from './contact-commands.ts'
import { Command, often, pick } from './model-command.ts'
import type { ModelQueue, RoutingModel } from './routing-model.ts'

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

const changes = ['needs less', 'may go to anybody', 'may be offered again'] as const

interface Change {
  readonly kind: (typeof changes)[number]
  readonly one: Omit<NewContact, 'needs' | 'sinceMs'>
  readonly n: number
}

/** Agents who have nothing to do, and a queue that they answer. */
const freeFor = (model: RoutingModel) =>
  [...model.agents.values()]
    .filter((agent) => model.isFree(agent))
    .flatMap((agent) => [...model.queues.values()].filter(({ id }) => agent.ranks.has(id)))

const busyFor = (model: RoutingModel, queue: ModelQueue) =>
  [...model.agents.values()].filter(
    (agent) => model.isWaitedFor(agent, queue) && !model.isFree(agent),
  )

/**
 * Somebody comes whom nobody may have who is free, and in a moment somebody may: they need less, wait for one agent no more,
 * or were turned down long enough ago. Nothing but the time tells routing.
 * A wait for one agent begins when the database says so, and is over as much later: nothing else happens before that.
 */
const entersForLater = fc
  .record({
    kind: fc.constantFrom(...changes),
    one: fc.record({
      channel: fc.constantFrom('voice' as const, 'chat' as const),
      band: fc.constantFrom(0, 0, 1),
      priority: fc.nat(3),
    }),
    n: fc.nat(20),
  })
  .map(
    (change: Change) =>
      new Command(
        `enters for later ${JSON.stringify(change)}`,
        (model) => {
          const queue = pick(freeFor(model), change.n)
          if (!queue) return false
          return change.kind !== 'may go to anybody' || busyFor(model, queue).length > 0
        },
        async (model, real, settle) => {
          const queue = pick(freeFor(model), change.n)
          if (!queue) return
          const dueMs = Math.round(real.pace.soonMs)
          const number = [...model.queues.values()].indexOf(queue)
          await enter(arrivalOf(change, { model, queue, dueMs, number }), model, real)
          const keptUntilMs = [...model.contacts.values()].at(-1)?.keptFor?.untilMs ?? 0
          await wait(Math.max(dueMs, keptUntilMs), settle)
        },
      ),
  )

function arrivalOf(
  { kind, one, n }: Change,
  {
    model,
    queue,
    dueMs,
    number,
  }: {
    readonly model: RoutingModel
    readonly queue: ModelQueue
    readonly dueMs: number
    readonly number: number
  },
): Arrival {
  const arrival = { ...one, queue: number, needs: noNeeds, sinceMs: Date.now() }
  switch (kind) {
    case 'needs less': {
      const needs = { level: 3, steps: [{ afterMs: 90_000, level: 0 }] }
      return { ...arrival, needs, sinceMs: dueMs - 90_000 }
    }
    case 'may go to anybody': {
      const agent = pick(busyFor(model, queue), n)
      return { ...arrival, waitsFor: agent && { agent, forMs: dueMs - Date.now() } }
    }
    case 'may be offered again':
      return { ...arrival, declinedUntilMs: dueMs }
  }
}

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
      for (const callback of model.callbacks.values()) callback.sinceMs -= 60_000
      passTimeToCall(model, 60_000)
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
    async (model, real) => {
      await real.centre.passWrapUpTime(60_000)
      for (const agent of model.agents.values()) {
        if (agent.wrapUp !== 'for_a_minute') continue
        agent.wrapUp = 'none'
        model.freedApart.add(agent.id)
      }
      await doJobs(model, real)
    },
  ),
)

export const timeCommands = [
  often(4, entersForLater),
  often(1, aMinutePasses),
  often(2, wrapUpsRunOut),
].flat()
