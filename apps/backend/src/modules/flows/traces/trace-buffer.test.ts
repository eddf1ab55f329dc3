import type { TraceEntry } from '@iris/flow'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mostVisits, TraceBuffer } from './trace-buffer.ts'
import type { TracedRun } from './traced.ts'

const run = (id: string): TracedRun => ({
  id,
  tenantId: 't',
  flowId: 'f',
  version: 1,
  callId: null,
  startedAtMs: 0,
})

const step = (visit: number, closed: Partial<TraceEntry> = {}): TraceEntry => ({
  visit,
  block: `block_${visit}`,
  kind: 'say',
  name: 'Say',
  enteredAt: 0,
  leftAt: null,
  outcome: null,
  ...closed,
})

describe('the buffer of traces', () => {
  test('keeps one step a visit: the last that was told', () => {
    const buffer = new TraceBuffer(10)
    buffer.add(run('a'), [step(1)])
    buffer.add(run('a'), [step(1, { leftAt: 10, outcome: 'next' }), step(2)])
    expect(buffer.size).toBe(2)
    expect(buffer.runs.get('a')?.steps.get(1)).toMatchObject({ outcome: 'next' })
  })

  test('counts each closed visit once, by minute, block and exit', () => {
    const buffer = new TraceBuffer(100)
    for (const id of ['a', 'b', 'c']) {
      buffer.add(run(id), [step(1)])
      const leftAt = id === 'c' ? 60_000 : 59_999
      buffer.add(run(id), [step(1, { leftAt, outcome: 'next' })])
    }
    buffer.add(run('a'), [step(2, { leftAt: 0 })])
    const counted = [...buffer.counts.values()].map(({ block, exit, minuteMs, count }) => ({
      block,
      exit,
      minuteMs,
      count,
    }))
    expect(counted).toEqual([
      { block: 'block_1', exit: 'next', minuteMs: 0, count: 2 },
      { block: 'block_1', exit: 'next', minuteMs: 60_000, count: 1 },
      { block: 'block_2', exit: 'end', minuteMs: 0, count: 1 },
    ])
  })

  test('does not forget that a run has ended', () => {
    const buffer = new TraceBuffer(10)
    const ended = { atMs: 5, outcome: 'completed' } as const
    buffer.add({ ...run('a'), ended }, [])
    buffer.add(run('a'), [step(1)])
    expect(buffer.runs.get('a')?.run.ended).toEqual(ended)
  })

  test('knows of more visits than it keeps', () => {
    const buffer = new TraceBuffer(10_000)
    const steps = Array.from({ length: mostVisits + 10 }, (_, n) => step(n + 1))
    expect(buffer.add(run('a'), steps)).toBe(0)
    const kept = buffer.runs.get('a')
    expect([kept?.steps.size, kept?.visits]).toEqual([mostVisits, mostVisits + 10])
  })

  test('holds no more than it may, and loses no step without saying so', () => {
    const told = fc.array(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c'),
        visits: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 }),
      }),
    )
    const property = fc.property(told, fc.integer({ min: 1, max: 20 }), (steps, most) => {
      const buffer = new TraceBuffer(most)
      const wanted = new Set<string>()
      let dropped = 0
      for (const { id, visits } of steps) {
        dropped += buffer.add(
          run(id),
          visits.map((visit) => step(visit)),
        )
        for (const visit of visits) wanted.add(`${id} ${visit}`)
      }
      const kept = [...buffer.runs.values()].reduce((sum, { steps: own }) => sum + own.size, 0)
      expect(kept).toBe(buffer.size)
      expect(kept).toBeLessThanOrEqual(most)
      expect(kept).toBeLessThanOrEqual(wanted.size)
      expect(kept + dropped).toBeGreaterThanOrEqual(wanted.size)
    })
    fc.assert(property)
  })

  test('takes back what could not be written, under what came since', () => {
    const [older, newer] = [new TraceBuffer(10), new TraceBuffer(10)]
    const ended = { atMs: 9, outcome: 'completed' } as const
    older.add(run('a'), [step(1, { leftAt: 1, outcome: 'next' }), step(2)])
    older.add({ ...run('b'), ended }, [step(1)])
    newer.add(run('a'), [step(2, { leftAt: 2, outcome: 'next' })])
    newer.add(run('b'), [])
    expect(newer.addOlder(older)).toBe(0)
    const steps = [...(newer.runs.get('a')?.steps.values() ?? [])]
    expect(steps.map(({ visit, outcome }) => [visit, outcome])).toEqual([
      [2, 'next'],
      [1, 'next'],
    ])
    expect(newer.runs.get('b')?.run.ended).toEqual(ended)
    expect([...newer.counts.values()].map(({ block, count }) => [block, count])).toEqual([
      ['block_2', 1],
      ['block_1', 1],
    ])
  })
})
