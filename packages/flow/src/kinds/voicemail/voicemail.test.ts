import type { FlowDocument } from '@iris/contracts'
import { describe, expect, test } from 'vitest'
import { advance, startFlow } from './interpreter.ts'
import { validateFlow } from './validate.ts'

const boxId = '01968ae3-4c00-7000-8000-000000000001'
const context = { callId: 'c', callerNumber: '+15550100199', calledNumber: '+15550100100' }

function flowWith(left: string | null): FlowDocument {
  return {
    schema: 1,
    nodes: {
      start: { kind: 'start', exits: { next: 'box' } },
      box: { kind: 'voicemail', boxId, exits: { left, error: 'end' } },
      thanks: { kind: 'say', text: 'Thank you.', exits: { next: 'end', error: 'end' } },
      end: { kind: 'hang_up', exits: {} },
    },
  }
}

describe('a voicemail block', () => {
  test('asks for a message and goes on when it was left', () => {
    const begun = startFlow(flowWith('thanks'), context, 0)
    expect(begun.commands).toEqual([{ kind: 'voicemail', boxId }])
    const left = advance(flowWith('thanks'), begun.state, { kind: 'message_left' }, 5000)
    expect(left.commands).toEqual([{ kind: 'say', text: 'Thank you.' }])
  })

  test('ends the call when nothing follows', () => {
    const begun = startFlow(flowWith(null), context, 0)
    const left = advance(flowWith(null), begun.state, { kind: 'message_left' }, 5000)
    expect(left.state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'flow' })
    expect(left.trace.at(-1)).toMatchObject({ node: 'box', outcome: 'left' })
  })

  test('is left by error when no message can be taken', () => {
    const begun = startFlow(flowWith('thanks'), context, 0)
    const failed = advance(flowWith('thanks'), begun.state, { kind: 'failed', reason: 'full' }, 1)
    expect(failed.state).toMatchObject({ kind: 'ended', cause: 'NORMAL_CLEARING' })
  })

  test('may end the flow, and leads to a box that is there', () => {
    const known = { voicemailBoxIds: new Set([boxId]) }
    const errors = (flow: FlowDocument, there: typeof known) =>
      validateFlow(flow, there).filter(({ severity }) => severity === 'error')
    expect(errors(flowWith(null), known)).toEqual([])
    expect(errors(flowWith(null), { voicemailBoxIds: new Set() })).toMatchObject([
      { code: 'unknown_voicemail_box', node: 'box' },
    ])
  })
})
