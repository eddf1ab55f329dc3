import type { FlowBlock } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import type { FlowEvent } from '../../interpreter/step.ts'
import { block, flowOf } from '../../testing/build-flow.ts'
import { failed, last, programWith } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'

const sorry = block('say', { text: '{{ error.reason }}' }, { next: 'end', error: 'end' })
const transferTo = (settings: FlowBlock['settings']) =>
  block('transfer', settings, { error: 'sorry' })
const references = {
  queues: { Sales: 'queue-1' },
  boxes: {},
  flows: { Night: { flowId: 'flow-1', version: 3 } },
}
const programOf = (settings: FlowBlock['settings']) =>
  programWith({ first: transferTo(settings), sorry }, { references })

const toNumber = { to: 'number', number: '{{ caller.number }}' }
const toQueue = { to: 'queue', queue: 'Sales' }
const toFlow = { to: 'flow', flow: 'Night' }

describe('transfer', () => {
  it('dials a number, lets callers wait in a queue, or gives the call to another flow', () => {
    expect(last(programOf(toNumber)).commands).toMatchObject([
      { kind: 'dial', to: ['+4930123456'], ringTimeoutMs: 30_000 },
    ])
    expect(last(programOf(toQueue)).commands).toEqual([
      {
        kind: 'enqueue',
        queue: { name: 'Sales', id: 'queue-1' },
        priority: 0,
        maxWaitMs: null,
      },
    ])
    expect(last(programOf(toFlow)).commands).toEqual([
      { kind: 'transfer', flow: { name: 'Night', id: 'flow-1' } },
    ])
  })

  it.each<[FlowBlock['settings'], FlowEvent]>([
    [toNumber, { kind: 'dialled', outcome: 'answered' }],
    [toQueue, { kind: 'queue_left', outcome: 'answered' }],
    [toFlow, { kind: 'done', of: 'transfer' }],
  ])('is the end of the flow once the call is given away: %j', (settings, event) => {
    const { state, trace } = last(programOf(settings), [event])
    expect(state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'flow' })
    expect(trace.at(-1)).toMatchObject({ block: 'first', outcome: 'transferred' })
  })

  it.each<[FlowBlock['settings'], FlowEvent, string]>([
    [toNumber, { kind: 'dialled', outcome: 'busy' }, 'They were busy.'],
    [toNumber, { kind: 'dialled', outcome: 'no_answer' }, 'Nobody answered.'],
    [toQueue, { kind: 'queue_left', outcome: 'failed' }, 'The queue could not be used.'],
    [toFlow, failed, 'It broke.'],
  ])('is left by error where it is not: %j %j', (settings, event, text) => {
    expect(last(programOf(settings), [event]).commands).toMatchObject([{ text }])
  })

  it('names only what it leads to', () => {
    const known = { queue: new Set(['sales']), flow: new Set<string>() }
    const problemsOf = (settings: FlowBlock['settings']) =>
      validateFlow(flowOf({ first: transferTo(settings), sorry }), known)
    expect(problemsOf(toQueue)).toEqual([])
    expect(problemsOf(toFlow)).toMatchObject([{ code: 'unknown_reference', setting: '/flow' }])
    expect(problemsOf({ to: 'number', number: ' ' })).toMatchObject([
      { code: 'bad_setting', setting: '/number' },
    ])
  })
})
