import { describe, expect, it } from 'vitest'
import { block, flowOf, programOf } from '../../testing/build-flow.ts'
import { failed, last } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'

const flowWith = (left: string | null) =>
  flowOf({
    first: block('voicemail', { box: 'Front desk' }, { left, error: 'end' }),
    ...(left !== null && {
      thanks: block('say', { text: 'Thank you.' }, { next: 'end', error: 'end' }),
    }),
  })
const messageLeft = { kind: 'done', of: 'voicemail' } as const

describe('voicemail', () => {
  it('asks for a message and goes on when it was left', () => {
    const references = { queues: {}, boxes: { 'Front desk': 'box-1' }, flows: {} }
    const program = programOf(flowWith('thanks'), { references })
    expect(last(program).commands).toEqual([
      { kind: 'voicemail', box: { name: 'Front desk', id: 'box-1' } },
    ])
    expect(last(program, [messageLeft]).commands).toEqual([{ kind: 'say', text: 'Thank you.' }])
  })

  it('ends the call when nothing follows', () => {
    const left = last(programOf(flowWith(null)), [messageLeft])
    expect(left.state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'flow' })
    expect(left.trace.at(-1)).toMatchObject({ block: 'first', outcome: 'left' })
  })

  it('is left by error when no message can be taken', () => {
    const { state, trace } = last(programOf(flowWith('thanks')), [failed])
    expect(state).toMatchObject({ kind: 'ended', cause: 'NORMAL_CLEARING' })
    expect(trace[0]).toMatchObject({ block: 'first', outcome: 'error' })
  })

  it('may end the flow, and leads to a box that is there', () => {
    const known = { voicemail_box: new Set(['front desk']) }
    expect(validateFlow(flowWith(null), known)).toEqual([])
    expect(validateFlow(flowWith(null), { voicemail_box: new Set() })).toMatchObject([
      { severity: 'error', code: 'unknown_reference', block: 'first', setting: '/box' },
    ])
  })
})
