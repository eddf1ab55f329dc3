import { describe, expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { ada, last, programWith } from '../../testing/play-flow.ts'

/** How often each exit is taken by so many calls, each with a seed of its own. */
function tally(weights: readonly number[], calls: number): Map<string, number> {
  const shares = weights.map((weight, index) => ({ title: `Share ${index}`, weight }))
  const program = programWith({ first: block('random', { shares }) })
  const counts = new Map<string, number>()
  for (let seed = 0; seed < calls; seed += 1) {
    const exit = last(program, [], { ...ada, seed }).trace[1]?.outcome ?? 'none'
    counts.set(exit, (counts.get(exit) ?? 0) + 1)
  }
  return counts
}

describe('random', () => {
  it('leaves by each exit as often as its weight says', () => {
    const counts = tally([70, 20, 10], 10_000)
    // Five standard deviations; the seeds are always the same.
    expect(Math.abs(counts.get('case_1')! - 7000)).toBeLessThan(230)
    expect(Math.abs(counts.get('case_2')! - 2000)).toBeLessThan(200)
    expect(Math.abs(counts.get('case_3')! - 1000)).toBeLessThan(150)
    expect(counts.size).toBe(3)
  })

  it('never leaves by an exit without weight', () => {
    expect([...tally([0, 1, 0], 500).keys()]).toEqual(['case_2'])
  })

  it('leaves by one of its exits even where weights round away', () => {
    expect([...tally([Number.MIN_VALUE, 0], 200).keys()]).toEqual(['case_1'])
  })

  it('chooses the same for the same seed, and anew each time it is come to', () => {
    const shares = [
      { title: 'A', weight: 1 },
      { title: 'B', weight: 1 },
    ]
    const exits = { case_1: 'first', case_2: 'first' }
    const program = programWith({ first: block('random', { shares }, exits) })
    const choices = (seed: number) =>
      last(program, [], { ...ada, seed })
        .trace.slice(1, 41)
        .map(({ outcome }) => outcome)
        .join(' ')
    expect(choices(7)).toBe(choices(7))
    expect(choices(7)).not.toBe(choices(8))
    expect(choices(7)).toContain('case_1')
    expect(choices(7)).toContain('case_2')
  })
})
