import type { Database } from '@iris/platform'
import { freshDatabase } from '@iris/platform/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrationFolders } from '../../ground.ts'
import type { Tables } from '../../tables.ts'
import { type AgentFigures, workOutAgentFigures } from './agent-figures.ts'
import { keepAgentFigures, keepFiguresOf } from './keeping.ts'
import { sumAgentFigures } from './kept-agent-figures.ts'
import { sumKept } from './kept-repository.ts'
import { type Change, ChangingAgents, someChange } from './testing/changing-agents.ts'

const minute = 60_000
const hour = 60 * minute
const zone = 'Europe/Berlin'
/** An ordinary evening, and those before clocks are put forward and back in Berlin. */
const evenings = ['2026-11-10', '2026-03-28', '2026-10-24'].map((day) => `${day}T20:00:00.000Z`)

let database: Database<Tables>
let agents: ChangingAgents
beforeAll(async () => {
  database = await freshDatabase<Tables>(migrationFolders)
})
afterAll(() => database.close())
beforeEach(begin)

async function begin(): Promise<void> {
  agents = new ChangingAgents(database)
  await agents.begin()
}

const keepUntil = (clockMs: number, by = database) =>
  keepFiguresOf(by, agents.tenantId, new Date(clockMs))

const every = ['15m', '1h', '1d', 'all'] as const
type Every = (typeof every)[number]

/** All figures from three days before the clock, that nothing reaches back to, as they are told and as they are worked out. */
async function bothAt(clockMs: number, some: readonly Every[] = ['15m']) {
  const span = {
    from: new Date(Math.floor(clockMs / hour) * hour - 72 * hour),
    to: new Date(clockMs),
  }
  return agents.read(async (tx) => {
    const told = []
    const workedOut = []
    for (const one of some) {
      const query = { every: one, zone, from: span.from }
      told.push(inOrder(await sumAgentFigures(tx, query, span)))
      workedOut.push(inOrder(await workOutAgentFigures(tx, query, span)))
    }
    return { told, workedOut }
  })
}

const inOrder = (rows: readonly AgentFigures[]) =>
  rows
    .map(({ fromAt, agentId, ...sums }) => [`${fromAt.toISOString()} ${agentId}`, sums] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))

async function expectAlike(clockMs: number, some?: readonly Every[]): Promise<void> {
  const { told, workedOut } = await bothAt(clockMs, some)
  expect(told).toEqual(workedOut)
}

/** What is kept, whether it holds or not. */
const kept = () =>
  agents.read((tx) => {
    const span = { from: new Date(0), to: new Date('2100-01-01'), without: [] }
    return sumKept(tx, { every: '15m', zone, from: span.from }, span)
  })

const changes = () =>
  agents.read(async (tx) => {
    const rows = await tx.selectFrom('agent_figure_changes').select('id').execute()
    return rows.length
  })

/** Everything that is over is kept, and is what it is made of. */
async function expectAllKept(clockMs: number): Promise<void> {
  await keepUntil(clockMs)
  const span = { from: new Date(clockMs - 72 * hour), to: new Date(clockMs) }
  const workedOut = await agents.read((tx) =>
    workOutAgentFigures(tx, { every: '15m', zone, from: span.from }, span),
  )
  expect(inOrder(await kept())).toEqual(inOrder(workedOut))
}

const start = (clockMs: number) => Math.ceil(clockMs / (15 * minute)) * 15 * minute

describe('agents’ figures', () => {
  it('are told as if all were worked out, whatever changes when, whatever is kept', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ agent: fc.nat(1), change: someChange }) },
      { weight: 3, arbitrary: fc.record({ passes: fc.integer({ min: 1, max: 150 * minute }) }) },
      { weight: 3, arbitrary: fc.constant('keep' as const) },
    )
    const steps = fc.array(step, { minLength: 8, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...evenings), steps, async (evening, taken) => {
        await begin()
        let clockMs = Date.parse(evening)
        for (const one of taken) {
          if (one === 'keep') await keepUntil(clockMs)
          else if ('passes' in one) clockMs += one.passes
          else await agents.write(one.change, agents.agentIds[one.agent === 0 ? 0 : 1], clockMs)
          await expectAlike(clockMs)
        }
        await expectAlike(clockMs, every)
        await expectAllKept(start(clockMs))
        const { told, workedOut } = await bothAt(start(clockMs), every)
        expect(told).toEqual(workedOut)
      }),
      { numRuns: Number(process.env['IRIS_KEPT_RUNS'] ?? 12) },
    )
  }, 300_000)

  it('count a night shift for as long as it lasts where clocks change, and of an agent who came before', async () => {
    const [agentId] = agents.agentIds
    for (const [day, hours] of [
      ['2026-03-28', [2, 5]],
      ['2026-10-24', [2, 7]],
    ] as const) {
      await begin()
      const own = agents.agentIds[0]
      expect(own).not.toBe(agentId)
      // From 22:00 to 6:00 in Berlin.
      const fromMs = Date.parse(`${day}T${day.includes('-03-') ? '21' : '20'}:00:00.000Z`)
      const lastsMs = (hours[0] + hours[1]) * hour
      const available = { kind: 'moves', agoMs: 10 * minute, doing: 3 } as const
      await agents.write(available, own, fromMs)
      await agents.write({ kind: 'plan', inMs: 0, lastsMs, activity: 'work' }, own, fromMs)
      const now = fromMs + lastsMs + 20 * minute
      await keepUntil(now)
      const { told } = await bothAt(now, ['1d'])
      expect(told[0]?.map(([, { scheduledMs, adherentMs }]) => [scheduledMs, adherentMs])).toEqual(
        hours.map((many) => [many * hour, many * hour]),
      )
    }
  })

  it('are read from what is kept, but for what has changed since and what is not over', async () => {
    const [agentId] = agents.agentIds
    const clockMs = Date.parse('2026-11-10T12:05:00.000Z')
    await agents.write({ kind: 'moves', agoMs: 65 * minute, doing: 3 }, agentId, clockMs)
    await keepUntil(clockMs)
    // As nothing ever makes it, to see where it shows.
    await agents.read((tx) =>
      tx.updateTable('agent_figure_intervals').set({ occupied_ms: 1 }).execute(),
    )
    const occupied = async () =>
      (await bothAt(clockMs)).told[0]?.map(([key, { occupiedMs }]) => [
        key.slice(11, 16),
        occupiedMs,
      ])
    expect(await occupied()).toEqual([
      ['11:00', 1],
      ['11:15', 1],
      ['11:30', 1],
      ['11:45', 1],
      ['12:00', 0],
    ])
    const lastsMs = 5 * minute
    await agents.write({ kind: 'chat', agoMs: 32 * minute, lastsMs }, agentId, clockMs)
    expect(await occupied()).toEqual([
      ['11:00', 1],
      ['11:15', 1],
      ['11:30', lastsMs],
      ['11:45', 1],
      ['12:00', 0],
    ])
  })
})

describe('keeping agents’ figures', () => {
  const clockMs = Date.parse('2026-11-10T12:00:00.000Z')
  beforeEach(async () => {
    const [one, other] = agents.agentIds
    await agents.write({ kind: 'moves', agoMs: 5 * hour, doing: 3 }, one, clockMs)
    await agents.write({ kind: 'moves', agoMs: 4 * hour, doing: 3 }, other, clockMs)
    const shift = { kind: 'plan', inMs: -6 * hour, lastsMs: 8 * hour, activity: 'work' } as const
    await agents.write(shift, one, clockMs)
  })

  it('begins with the first agent’s coming, and counts as absent who was planned before', async () => {
    // As of what was there before any of it was kept.
    await agents.read((tx) => tx.deleteFrom('agent_figure_changes').execute())
    await expectAllKept(clockMs)
    const rows = await kept()
    const sum = (of: (row: AgentFigures) => number) => rows.reduce((all, row) => all + of(row), 0)
    expect(sum(({ scheduledMs }) => scheduledMs)).toBe(6 * hour)
    expect(sum(({ adherentMs }) => adherentMs)).toBe(5 * hour)
    expect(await changes()).toBe(0)
  })

  const ago = (hours: number) => ({ agoMs: hours * hour })
  const changed: readonly (readonly [string, readonly Change[], Change])[] = [
    ['a state that ended long ago', [], { kind: 'moves', ...ago(2), doing: 0 }],
    ['a chat that began long ago', [], { kind: 'chat', ...ago(3), lastsMs: null }],
    [
      'a chat that ended long ago',
      [{ kind: 'chat', ...ago(3), lastsMs: null }],
      { kind: 'chats end', ...ago(2) },
    ],
    [
      'a chat that is deleted',
      [{ kind: 'chat', ...ago(3), lastsMs: null }],
      { kind: 'chats are deleted' },
    ],
    ['work that was taken up long ago', [], { kind: 'work', ...ago(3), phase: 'active' }],
    [
      'work that was only offered, taken up',
      [{ kind: 'work', ...ago(3), phase: 'offered' }],
      { kind: 'work goes on', ...ago(2) },
    ],
    [
      'work that goes on since another time',
      [{ kind: 'work', ...ago(3), phase: 'active' }],
      { kind: 'work goes on', ...ago(2) },
    ],
    ['work that is gone', [{ kind: 'work', ...ago(3), phase: 'active' }], { kind: 'work is over' }],
    [
      'a shift of a past day',
      [],
      { kind: 'plan', inMs: -9 * hour, lastsMs: hour, activity: 'lunch' },
    ],
    ['shifts that are taken away', [], { kind: 'unplan' }],
  ]
  it.each(changed)('is put right by %s', async (_, before, change) => {
    const [agentId] = agents.agentIds
    for (const one of before) await agents.write(one, agentId, clockMs)
    await keepUntil(clockMs)
    const { told } = await bothAt(clockMs)
    await agents.write(change, agentId, clockMs)
    await expectAlike(clockMs)
    expect((await bothAt(clockMs)).told).not.toEqual(told)
    await expectAllKept(clockMs)
    expect(await changes()).toBe(0)
  })

  it('does nothing again, and adds nothing when several do it at once', async () => {
    const keep = () => keepUntil(clockMs)
    await Promise.all([keep(), keep(), keep()])
    await expectAllKept(clockMs)
    const before = await kept()
    await Promise.all([keep(), keep()])
    expect(await kept()).toEqual(before)
  })

  it('leaves everything as it was when it is killed, and does it the next time', async () => {
    await keepUntil(clockMs)
    const before = await kept()
    await agents.write({ kind: 'unplan' }, agents.agentIds[0], clockMs)
    const later = clockMs + hour
    const dying: Database<Tables> = {
      ...database,
      asSystem: (work) => database.asSystem(work),
      asTenant: (tenantId, work) =>
        database.asTenant(tenantId, async (tx) => {
          await work(tx)
          throw new Error('killed')
        }),
    }
    await expect(keepUntil(later, dying)).rejects.toThrow('killed')
    expect(await kept()).toEqual(before)
    await expectAlike(later)
    await expectAllKept(later)
  })

  it('sees the next time what was changed while it ran', async () => {
    const [agentId] = agents.agentIds
    await agents.read(async (tx) => {
      const late = { kind: 'moves', agoMs: 2 * hour, doing: 0 } as const
      await agents.writeIn(tx, late, { agentId, clockMs })
      // Not committed yet, and so not seen.
      await keepUntil(clockMs)
    })
    expect(await changes()).toBeGreaterThan(0)
    await expectAlike(clockMs)
    await expectAllKept(clockMs)
  })

  it('works out nothing anew of a state that is told to be over now', async () => {
    await keepUntil(clockMs)
    await agents.write({ kind: 'moves', agoMs: 0, doing: 0 }, agents.agentIds[0], clockMs + minute)
    const before = await agents.read((tx) =>
      tx.selectFrom('agent_figure_changes').select('from_at').execute(),
    )
    expect(before.map(({ from_at }) => from_at.getTime())).toEqual(
      before.map(() => clockMs + minute),
    )
    await expectAllKept(clockMs + 15 * minute)
    expect(await changes()).toBe(0)
  })

  it('keeps nothing of an agent who is deleted', async () => {
    await keepUntil(clockMs)
    await database.asSystem((tx) =>
      tx.deleteFrom('users').where('id', '=', agents.agentIds[0]).execute(),
    )
    await expectAllKept(clockMs + hour)
    const own = (await kept()).map(({ agentId }) => agentId)
    expect(new Set(own)).toEqual(new Set([agents.agentIds[1]]))
  })

  it('goes on with a tenant where others’ cannot be kept', async () => {
    const second = new ChangingAgents(database)
    await second.begin()
    const [agentId] = second.agentIds
    await second.write({ kind: 'moves', agoMs: hour, doing: 3 }, agentId, clockMs)
    const refusing: Database<Tables> = {
      ...database,
      asSystem: (work) => database.asSystem(work),
      asTenant: (tenantId, work) =>
        tenantId === second.tenantId
          ? database.asTenant(tenantId, work)
          : Promise.reject(new Error('refused')),
    }
    await expect(keepAgentFigures(refusing, new Date(clockMs))).rejects.toThrow('were not kept')
    agents = second
    expect(await kept()).toHaveLength(4)
  })
})
