import type { IrisEvent } from '@iris/contracts'
import { type FreshDatabase, freshDatabase } from '@iris/platform/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrationFolders } from '../../ground.ts'
import type { Tables } from '../../tables.ts'
import { openLineCentre } from './testing/line-centre.ts'
import { routingCommands } from './testing/routing-commands.ts'
import { RoutingModel } from './testing/routing-model.ts'

/** `IRIS_MODEL_RUNS=10000` for a long night. */
const runs = Number(process.env['IRIS_MODEL_RUNS'] ?? 20)
const patienceMs = 60_000 + runs * 5000

let database: FreshDatabase<Tables>
beforeAll(async () => {
  database = await freshDatabase<Tables>(migrationFolders)
})
afterAll(() => database.close())

async function newCentre() {
  const centre = await openLineCentre(database)
  const queueIds = [await centre.newQueue(), await centre.newQueue({ method: 'least_occupied' })]
  const skillId = await centre.newSkill()
  const model = new RoutingModel()
  for (const ranks of [[1], [1, 2], [2, 1], [undefined, 1]]) {
    const ranked = new Map(
      ranks.flatMap((rank, n) => (rank === undefined ? [] : [[queueIds[n] ?? '', rank] as const])),
    )
    const id = await centre.newAgent([...ranked.keys()], { ranks: ranked })
    const idle = { state: 'away', callId: undefined, chats: new Set<string>() } as const
    model.agents.set(id, { id, ranks: ranked, level: 0, ...idle })
  }
  return { centre, queueIds, skillId, model, routing: centre.startRouting() }
}

it(
  'nobody is passed over or offered twice, no agent has too much, and everybody ends once',
  async () => {
    await fc.assert(
      fc.asyncProperty(routingCommands, async (commands) => {
        const { model, ...real } = await newCentre()
        const events: IrisEvent[] = []
        const stop = real.centre.bus.watch((event) => {
          if (event.tenantId === real.centre.tenantId) events.push(event)
        })
        try {
          await fc.asyncModelRun(() => ({ model: { model }, real }), commands)
          await expect.poll(() => endsOf(events).length, { interval: 3 }).toBe(model.ended.size)
          expect(new Set(endsOf(events))).toEqual(model.ended)
          expect(doubleOffers(events)).toEqual([])
        } finally {
          stop()
          await real.routing.close()
          await real.centre.close()
        }
      }),
      { numRuns: runs, endOnFailure: true },
    )
  },
  patienceMs,
)

const endsOf = (events: readonly IrisEvent[]) =>
  events.flatMap(({ type, payload }) => (type === 'contact.left_queue' ? [payload.contactId] : []))

/** Contacts that were offered while an offer of theirs ran. */
function doubleOffers(events: readonly IrisEvent[]): string[] {
  const running = new Set<string>()
  return events.flatMap((event) => {
    if (event.type === 'contact.offer_ended') running.delete(event.payload.contactId)
    if (event.type !== 'contact.offered') return []
    const { contactId } = event.payload
    const isDouble = running.has(contactId)
    running.add(contactId)
    return isDouble ? [contactId] : []
  })
}
