import type { IrisEvent } from '@iris/contracts'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ModelCentre } from './testing/model-centre.ts'
import { routingCommands } from './testing/routing-commands.ts'

/** `npm run model:routing 10000 service` for a long night. */
const runs = Number(process.env['IRIS_MODEL_RUNS'] ?? 200)
const patienceMs = 60_000 + runs * 2000
/** A run waits for the service most of its time; beside each other, they fill it. */
const centresAtOnce = 8
const runLastsMs = 8000

let centres: readonly ModelCentre[]
beforeAll(async () => {
  centres = await Promise.all(Array.from({ length: centresAtOnce }, () => ModelCentre.open()))
})
afterAll(() => Promise.all(centres.map((centre) => centre.close())))

it(
  'nobody is passed over or offered twice, no agent has too much, and everybody ends once',
  async () => {
    let isBroken = false
    const numRuns = Math.ceil(runs / centresAtOnce)
    const tries = centres.map((centre) =>
      fc.assert(
        fc.asyncProperty(routingCommands, async (commands) => {
          if (!isBroken) await oneRun(centre, commands)
        }),
        { numRuns, endOnFailure: true },
      ),
    )
    for (const one of tries) one.catch(() => (isBroken = true))
    const broken = (await Promise.allSettled(tries)).filter(({ status }) => status === 'rejected')
    expect(broken).toEqual([])
  },
  patienceMs,
)

async function oneRun(
  centre: ModelCentre,
  commands: Parameters<typeof fc.asyncModelRun>[1],
): Promise<void> {
  const { model, real } = await centre.begin()
  try {
    const untilMs = Date.now() + runLastsMs
    await fc.asyncModelRun(() => ({ model: { model, untilMs }, real }), commands)
  } finally {
    await real.routing.close()
  }
  const events = await centre.finish(model)
  const sentOn = model.sentOn.map((id): [string, string] => [id, 'max_wait'])
  expect(endingsOf(events)).toEqual([...model.ended, ...sentOn].toSorted())
  expect(callbackEndingsOf(events)).toEqual(
    [...model.callbacks.values()]
      .flatMap(({ id, state }) => (state === 'dialling' ? [] : [[id, state]]))
      .toSorted(),
  )
  expect(doubleOffers(events)).toEqual([])
}

const endingsOf = (events: readonly IrisEvent[]) =>
  events
    .flatMap(({ type, payload }) =>
      type === 'contact.left_queue' ? [[payload.contactId, payload.outcome] as const] : [],
    )
    .toSorted()

const callbackEndingsOf = (events: readonly IrisEvent[]) =>
  events
    .flatMap(({ type, payload }): [string, string][] => {
      if (type === 'callback.done') return [[payload.callbackId, 'done']]
      if (type === 'callback.failed') return [[payload.callbackId, 'failed']]
      if (type === 'callback.cancelled') return [[payload.callbackId, 'cancelled']]
      return []
    })
    .toSorted()

/** Contacts that were offered while an older offer of theirs ran, or twice to one agent, and those whose offers have no end. */
function doubleOffers(events: readonly IrisEvent[]): string[] {
  const running = new Map<string, Map<string, number>>()
  const doubles = events.flatMap((event) => {
    if (event.type !== 'contact.offered' && event.type !== 'contact.offer_ended') return []
    const { contactId, agentId } = event.payload
    const ofContact = running.get(contactId) ?? new Map<string, number>()
    running.set(contactId, ofContact)
    if (event.type === 'contact.offer_ended') return ofContact.delete(agentId) ? [] : [contactId]
    const { offer, ringsAll } = event.payload
    const isDouble = [...ofContact].some(
      ([id, one]) => !ringsAll || one !== offer || id === agentId,
    )
    ofContact.set(agentId, offer)
    return isDouble ? [contactId] : []
  })
  return [...doubles, ...[...running].flatMap(([id, { size }]) => (size > 0 ? [id] : []))]
}
