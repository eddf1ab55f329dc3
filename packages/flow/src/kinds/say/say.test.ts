import { describe, expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { failed, last, programWith } from '../../testing/play-flow.ts'

describe('say', () => {
  it('speaks with its voice and variables, and leaves by error when it fails', () => {
    const text = 'You called {{ called.number }} from {{ caller.number }}, {{ call.id }}.'
    const program = programWith({
      first: block('say', { text, voice: 'en-gb' }, { next: 'end', error: 'sorry' }),
      sorry: block('say', { text: '{{ error.reason }}' }, { next: 'end', error: 'end' }),
    })
    expect(last(program).commands).toEqual([
      { kind: 'say', text: 'You called +15550100100 from +4930123456, call-1.', voice: 'en-gb' },
    ])
    const broken = last(program, [failed])
    expect(broken.commands).toEqual([{ kind: 'say', text: 'It broke.' }])
    expect(broken.trace).toMatchObject([
      { block: 'first', outcome: 'error', set: { error: { reason: 'It broke.' } } },
      { block: 'sorry', outcome: null },
    ])
  })

  it('passes on at once when its variables leave nothing to say', () => {
    const program = programWith({
      first: block('say', { text: ' {{ nothing }} ' }, { next: 'end', error: null }),
    })
    expect(last(program).commands).toEqual([{ kind: 'hang_up', cause: 'NORMAL_CLEARING' }])
  })
})
