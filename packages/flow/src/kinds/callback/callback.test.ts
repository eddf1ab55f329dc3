import type { FlowBlock } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { failed, last, programWith } from '../../testing/play-flow.ts'

const programOf = (settings: FlowBlock['settings'] = {}) =>
  programWith({
    first: block('callback', { queue: 'Sales', ...settings }, { next: 'told', error: 'sorry' }),
    told: block('say', { text: 'We call you back.' }),
    sorry: block('say', { text: '{{ error.reason }}' }),
  })

describe('callback', () => {
  it('asks for a callback to the caller, by the name the network gave', () => {
    expect(last(programOf()).commands).toEqual([
      {
        kind: 'callback',
        queue: { name: 'Sales', id: null },
        name: 'Ada',
        priority: 0,
        attempts: 3,
        retryAfterMs: 300_000,
      },
    ])
  })

  it('asks for one to another number, and not for ever, where that is wanted', () => {
    const more = { number: ' {{ called.number }} ', name: '', attempts: 1, withinMs: 60_000 }
    expect(last(programOf(more)).commands).toMatchObject([
      { number: '+15550100100', name: '', attempts: 1, withinMs: 60_000 },
    ])
  })

  it('goes on when the caller is in the line, and by error when not', () => {
    const { commands } = last(programOf(), [{ kind: 'callback_requested', id: 'callback-1' }])
    expect(commands).toMatchObject([{ text: 'We call you back.' }])
    expect(last(programOf(), [failed]).commands).toMatchObject([{ text: 'It broke.' }])
  })
})
