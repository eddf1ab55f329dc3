import type { FlowStep } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exitKey } from '../../../canvas/graph/canvas-graph.ts'
import { momentAt, stayMs } from './replay.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 9, 30, second)).toISOString()

function visit(number: number, block: string, more: Partial<FlowStep> = {}): FlowStep {
  return {
    visit: number,
    block,
    kind: 'say',
    name: block,
    enteredAt: at(number),
    leftAt: at(number + 1),
    outcome: 'next',
    ...more,
  }
}

const steps: FlowStep[] = [
  visit(1, 'start', { set: { tier: 'plain', pin: '•••' } }),
  visit(2, 'menu', { outcome: 'key_1', set: { menu: { key: '1' }, tier: 'gold' } }),
  visit(3, 'inner', { flow: 'Other' }),
  visit(4, 'menu', { outcome: 'caller_hung_up' }),
]

describe('momentAt', () => {
  it('lights up the way so far, and not the wire that is yet to be taken', () => {
    const { overlays, block, offsetMs } = momentAt(steps, 1)!
    expect(overlays.blocks.get('start')).toEqual({ tone: 'available' })
    expect(overlays.blocks.get('menu')).toMatchObject({ tone: 'busy', strong: true })
    expect([...overlays.exits.keys()]).toEqual([exitKey('start', 'next')])
    expect(overlays.dimsRest).toBe(true)
    expect([block, offsetMs]).toEqual(['menu', 1000])
  })

  it('has the variables as they were then, and says which changed', () => {
    expect(momentAt(steps, 0)?.variables).toEqual([
      { name: 'pin', value: '•••', isChanged: true },
      { name: 'tier', value: 'plain', isChanged: true },
    ])
    expect(momentAt(steps, 1)?.variables).toEqual([
      { name: 'menu', value: '{"key":"1"}', isChanged: true },
      { name: 'pin', value: '•••', isChanged: false },
      { name: 'tier', value: 'gold', isChanged: true },
    ])
  })

  it('stays at the block that led into another flow while the run is there', () => {
    const { step, block, overlays } = momentAt(steps, 2)!
    expect([step.block, block]).toEqual(['inner', 'menu'])
    expect(overlays.blocks.has('inner')).toBe(false)
    expect(overlays.blocks.get('menu')).toMatchObject({ strong: true })
  })

  it('warns where the caller hung up, and says why a run could not go on', () => {
    expect(momentAt(steps, 3)?.overlays.blocks.get('menu')?.tone).toBe('warning')
    const problem = { code: 'missing_exit', message: 'No next step.' }
    const [broken] = [visit(1, 'start', { outcome: null, problem })]
    expect(momentAt([broken!], 0)?.overlays.blocks.get('start')).toMatchObject({
      tone: 'stop',
      title: 'No next step.',
    })
  })

  it('is the nearest step for any place, and none where there are no steps', () => {
    fc.assert(
      fc.property(fc.integer(), (place) => {
        const index = Math.min(Math.max(0, place), steps.length - 1)
        expect(momentAt(steps, place)?.step).toBe(steps[index])
        expect(momentAt([], place)).toBeUndefined()
      }),
    )
  })
})

describe('stayMs', () => {
  it('is as long as the call stayed, within what can be watched', () => {
    const stay = (ms: number) =>
      stayMs({ enteredAt: at(0), leftAt: new Date(Date.parse(at(0)) + ms).toISOString() })
    expect([stay(0), stay(1500), stay(60_000)]).toEqual([400, 1500, 2500])
    expect(stayMs({ enteredAt: at(0), leftAt: null })).toBe(2500)
  })
})
