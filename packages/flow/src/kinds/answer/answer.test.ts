import { describe, expect, it } from 'vitest'
import { block, flowOf, programOf } from '../../testing/build-flow.ts'
import { failed, last } from '../../testing/play-flow.ts'
import { ringsAtFirst } from './rings-at-first.ts'

const flow = flowOf({ first: block('answer', {}, { next: 'end', error: 'end' }) })

describe('answer', () => {
  it('answers, and goes on', () => {
    expect(last(programOf(flow)).commands).toEqual([{ kind: 'answer' }])
    const { trace } = last(programOf(flow), [{ kind: 'done', of: 'answer' }])
    expect(trace[0]).toMatchObject({ block: 'first', outcome: 'next' })
    expect(last(programOf(flow), [failed]).trace[0]).toMatchObject({ outcome: 'error' })
  })
})

describe('a flow', () => {
  it('begins while the telephone rings where it has answer or reject in use', () => {
    expect(ringsAtFirst(flow)).toBe(true)
    expect(ringsAtFirst(flowOf({ first: block('reject', {}) }))).toBe(true)
    expect(ringsAtFirst(flowOf({ first: block('say', { text: 'Hello.' }) }))).toBe(false)
    const disabled = { ...block('answer', {}), disabled: true }
    expect(ringsAtFirst(flowOf({ first: disabled }))).toBe(false)
  })
})
