import { describe, expect, it } from 'vitest'
import type { FlowEvent } from '../../interpreter/step.ts'
import { block } from '../../testing/build-flow.ts'
import { failed, last, programWith } from '../../testing/play-flow.ts'

const figures: FlowEvent = {
  kind: 'queue_figures',
  figures: {
    waiting: 3,
    longestWaitS: 40,
    expectedWaitS: null,
    agentsAvailable: 0,
    agentsSignedIn: 2,
    opening: { isOpen: false },
  },
}
const text =
  '{{ queue.name }} {{ queue.waiting }} {{ queue.longest_wait_s }} [{{ queue.expected_wait_s }}] ' +
  '{{ queue.agents_available }} {{ queue.agents_signed_in }} {{ queue.open }}'
const program = programWith({
  first: block('queue_status', { queue: 'Sales' }, { next: 'told', error: 'sorry' }),
  told: block('say', { text }),
  sorry: block('say', { text: 'Sorry: {{ error.reason }}' }),
})

describe('queue_status', () => {
  it('asks for the figures of its queue and fills them in', () => {
    expect(last(program).commands).toEqual([
      { kind: 'queue_status', queue: { name: 'Sales', id: null } },
    ])
    expect(last(program, [figures]).commands).toEqual([
      { kind: 'say', text: 'Sales 3 40 [] 0 2 false' },
    ])
  })

  it('is left by error where there is no such queue', () => {
    expect(last(program, [failed]).commands).toEqual([{ kind: 'say', text: 'Sorry: It broke.' }])
  })

  it('keeps how a queue was left before', () => {
    const before = programWith({
      first: block('enqueue', { queue: 'Sales' }, { timeout: 'status' }),
      status: block('queue_status', { queue: 'Sales' }, { next: 'told' }),
      told: block('say', { text: '{{ queue.outcome }} {{ queue.waiting }}' }),
    })
    const events = [{ kind: 'queue_left', outcome: 'timeout' } as const, figures]
    expect(last(before, events).commands).toMatchObject([{ text: 'timeout 3' }])
  })
})
