import type { Flow, FlowRun } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  type SignedInClient,
  type TestCentre,
} from '../../../testing/test-centre.ts'
import { workFor } from '../../../work.ts'
import { flowsOf } from '../testing/flow-samples.ts'
import { beginScheduled, graceMs } from './schedules.ts'

const minuteMs = 60_000
const log = pino({ level: 'silent' })
let centre: TestCentre
let owner: SignedInClient & { tenantId: string }

beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  await centre.database.asSystem((tx) => tx.deleteFrom('flow_schedules').execute())
  owner = await centre.newTenant()
})

/** A flow that begins by itself, and waits. */
const waiting = (settings: object) =>
  flowOf({
    start: block('start', { ...settings }, { next: 'first' }),
    first: block('wait', { ms: 3_600_000 }, { next: 'end', error: 'end' }),
  })
const every = (everyMinutes: number) => waiting({ schedule: 'every', everyMinutes })

async function published(settings: object): Promise<Flow> {
  const flow = await flowsOf(owner).create(waiting(settings), `Flow ${crypto.randomUUID()}`)
  return (await flowsOf(owner).publish(flow.id)).body
}

const begin = (nowMs: number, doWork = centre.doWork) =>
  beginScheduled({ database: centre.database, doWork, log }, nowMs)

const runsOf = async ({ id }: Flow) =>
  (await owner.send<{ items: FlowRun[] }>('GET', `/v1/flows/${id}/runs`)).body.items

async function nextOf({ id }: Flow): Promise<number | undefined> {
  const row = await centre.database.asSystem((tx) =>
    tx.selectFrom('flow_schedules').select('next_at').where('flow_id', '=', id).executeTakeFirst(),
  )
  return row?.next_at.getTime()
}
/** When it begins next, which it does. */
async function dueOf(flow: Flow): Promise<number> {
  const next = await nextOf(flow)
  if (next === undefined) throw new Error('the flow does not begin by itself')
  return next
}
const setNext = ({ id }: Flow, at: string) =>
  centre.database.asSystem((tx) =>
    tx
      .updateTable('flow_schedules')
      .set({ next_at: new Date(at) })
      .where('flow_id', '=', id)
      .execute(),
  )

describe('a flow with a schedule', () => {
  it('begins when its time has come, and not before', async () => {
    const flow = await published({ schedule: 'every', everyMinutes: 10 })
    const due = await dueOf(flow)
    expect(due % (10 * minuteMs)).toBe(0)
    await begin(due - 1)
    expect(await runsOf(flow)).toEqual([])
    await begin(due)
    expect(await runsOf(flow)).toMatchObject([{ callId: null, outcome: null }])
    expect(await nextOf(flow)).toBe(due + 10 * minuteMs)
  })

  it('begins each time once, whichever processes look at once', async () => {
    const flow = await published({ schedule: 'every', everyMinutes: 10 })
    const due = await dueOf(flow)
    const others = Array.from({ length: 8 }, () => workFor(centre.database, centre.bus))
    for (let time = 0; time < 5; time += 1) {
      await Promise.all(others.map((doWork) => begin(due + time * 10 * minuteMs, doWork)))
    }
    expect(await runsOf(flow)).toHaveLength(5)
  })

  it('begins once where the process dies before it is kept, and once where it dies after', async () => {
    const flow = await published({ schedule: 'every', everyMinutes: 10 })
    const due = await dueOf(flow)
    await begin(due, async (tenantId, actor, task) =>
      centre.doWork(tenantId, actor, async (work) => {
        await task(work)
        throw new Error('killed')
      }),
    )
    expect(await runsOf(flow)).toEqual([])
    await begin(due, async (tenantId, actor, task) => {
      await centre.doWork(tenantId, actor, task)
      throw new Error('killed')
    })
    await begin(due)
    expect(await runsOf(flow)).toHaveLength(1)
  })

  it('begins once for all it missed within the grace, and not for what is longer ago', async () => {
    const often = await published({ schedule: 'every', everyMinutes: 1 })
    const seldom = await published({ schedule: 'every', everyMinutes: 10_080 })
    const late = (await dueOf(seldom)) + graceMs + 1
    await begin(late)
    expect(await runsOf(often)).toHaveLength(1)
    expect(await runsOf(seldom)).toEqual([])
    expect(await dueOf(seldom)).toBeGreaterThan(late)
  })

  it('keeps to the clock of its zone when summer time begins and ends', async () => {
    const times = [{ days: 'all', at: '02:30' }]
    const flow = await published({ schedule: 'at', timeZone: 'Europe/Berlin', times })
    const turns = [
      ['2026-03-28T01:30:00Z', '2026-03-29T01:30:00Z', '2026-03-30T00:30:00Z'],
      ['2026-10-24T00:30:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    ] as const
    for (const [first, ...later] of turns) {
      await setNext(flow, first)
      await begin(Date.parse(first))
      for (const next of later) {
        expect(new Date(await dueOf(flow)).toISOString()).toBe(new Date(next).toISOString())
        await begin(Date.parse(next))
      }
    }
    expect(await runsOf(flow)).toHaveLength(6)
  })

  it('keeps to what was published last, and begins no more once that says nothing', async () => {
    const flow = await published({ schedule: 'every', everyMinutes: 10 })
    await flowsOf(owner).save(flow.id, every(20), '*')
    const before = await dueOf(flow)
    expect(before % (10 * minuteMs)).toBe(0)
    await flowsOf(owner).publish(flow.id)
    await begin(await dueOf(flow))
    expect(await runsOf(flow)).toMatchObject([{ version: 2 }])
    expect((await dueOf(flow)) % (20 * minuteMs)).toBe(0)
    await flowsOf(owner).saveAndPublish(flow.id, waiting({}))
    expect(await nextOf(flow)).toBeUndefined()
    await owner.send('POST', `/v1/flows/${flow.id}/rollback`, { version: 1, note: '' })
    expect(await nextOf(flow)).toBeDefined()
  })

  it('begins for a time that had come when it was published anew', async () => {
    const flow = await published({ schedule: 'every', everyMinutes: 10 })
    const missed = Date.now() - minuteMs
    await setNext(flow, new Date(missed).toISOString())
    await flowsOf(owner).publish(flow.id)
    const nowMs = Date.now()
    await begin(nowMs)
    expect(await runsOf(flow)).toMatchObject([{ version: 2 }])
    expect(await dueOf(flow)).toBeGreaterThan(nowMs)
  })

  it('does not begin while it is put away, and goes on once it is taken out again', async () => {
    const flow = await published({ schedule: 'every', everyMinutes: 10 })
    const due = await dueOf(flow)
    await owner.send('PATCH', `/v1/flows/${flow.id}`, { archived: true })
    await begin(due)
    expect(await runsOf(flow)).toEqual([])
    await owner.send('PATCH', `/v1/flows/${flow.id}`, { archived: false })
    await begin(due + 10 * minuteMs)
    expect(await runsOf(flow)).toHaveLength(1)
  })
})
