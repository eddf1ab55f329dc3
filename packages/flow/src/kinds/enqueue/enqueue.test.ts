import { describe, expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { key, last, programWith } from '../../testing/play-flow.ts'
import type { FlowEvent } from '../../interpreter/step.ts'

const left = (
  outcome: 'answered' | 'timeout' | 'full' | 'closed' | 'no_agents' | 'failed',
): FlowEvent => ({
  kind: 'queue_left',
  outcome,
})

const menu = block(
  'menu',
  { text: 'Press star.', choices: [{ key: '*', label: 'Star' }], tries: 1, bargeIn: false },
  { key_star: 'queue' },
)
const queue = block(
  'enqueue',
  { queue: 'Sales', priority: 5 },
  { answered: 'bye', timeout: 'bye', error: 'bye' },
)
const bye = block('say', { text: '{{ menu.key }} {{ queue.outcome }}' })

describe('enqueue', () => {
  it('puts the caller into its queue, for as long as it takes unless told', () => {
    const { commands } = last(programWith({ first: queue }))
    expect(commands).toEqual([
      { kind: 'enqueue', queue: { name: 'Sales', id: null }, priority: 5, maxWaitMs: null },
    ])
  })

  it('remembers how it was left, beside the key of the menu before', () => {
    const program = programWith({ first: menu, queue, bye })
    expect(last(program, [key('*'), left('answered')]).commands).toEqual([
      { kind: 'say', text: '* answered' },
    ])
    const { commands, trace } = last(program, [key('*'), left('failed')])
    expect(commands).toEqual([{ kind: 'say', text: '* failed' }])
    expect(trace[0]).toMatchObject({ block: 'queue', outcome: 'error' })
    expect(last(program, [key('*'), left('timeout')]).trace[0]).toMatchObject({
      outcome: 'timeout',
    })
  })

  it('ends the call in good order after the talk, and at a timeout nobody has thought of', () => {
    const bare = programWith({ first: { ...queue, exits: {} } })
    for (const outcome of ['answered', 'timeout'] as const) {
      const { state } = last(bare, [left(outcome)])
      expect(state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'flow' })
    }
    expect(last(bare, [left('failed')]).state).toMatchObject({ problem: { code: 'missing_exit' } })
  })

  it('is left by why the queue takes nobody where that leads somewhere, and else by timeout', () => {
    const say = block('say', { text: '{{ queue.outcome }}' })
    const wired = { ...queue, exits: { ...queue.exits, closed: 'shut' } }
    const program = programWith({ first: wired, bye: say, shut: say })
    expect(last(program, [left('closed')]).trace.map(({ block: id }) => id)).toEqual([
      'first',
      'shut',
    ])
    for (const outcome of ['full', 'no_agents'] as const) {
      const { commands, trace } = last(program, [left(outcome)])
      expect(trace[0]).toMatchObject({ block: 'first', outcome: 'timeout' })
      expect(commands).toMatchObject([{ text: outcome }])
    }
  })

  it('says why it could not be used, where that is known', () => {
    const why = { ...bye, settings: { text: '{{ error.reason }}' } }
    const program = programWith({ first: queue, bye: why })
    const reason = 'There is no agent called Bob.'
    const event = { kind: 'queue_left', outcome: 'failed', reason } as const
    expect(last(program, [event]).commands).toMatchObject([{ text: reason }])
  })

  it('knows its queue by its name without the white space around it', () => {
    const settings = { queue: ' Sales ' }
    const references = { queues: { Sales: 'q-1' }, boxes: {}, flows: {} }
    const program = programWith({ first: block('enqueue', settings) }, { references })
    expect(last(program).commands).toMatchObject([{ queue: { name: 'Sales', id: 'q-1' } }])
  })
})
