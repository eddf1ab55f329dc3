import type { FlowBlock } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { block, flowOf } from '../../testing/build-flow.ts'
import { failed, last, programWith } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'

const wired = { answered: 'end', busy: 'end', no_answer: 'end', machine: 'end', error: 'sorry' }
const sorry = block('say', { text: 'Sorry: {{ error.reason }}' }, { next: 'end', error: 'end' })
const dialOf = (settings: FlowBlock['settings']) =>
  block('dial', { to: '+15550100100', ...settings }, wired)
const programOf = (settings: FlowBlock['settings'] = {}) =>
  programWith({ first: dialOf(settings), sorry })

describe('dial', () => {
  it('rings one party as it comes', () => {
    expect(last(programOf()).commands).toEqual([
      {
        kind: 'dial',
        to: ['+15550100100'],
        strategy: 'in_turn',
        ringTimeoutMs: 30_000,
        refuseMachines: false,
        timeLimitMs: 14_400_000,
      },
    ])
  })

  it('rings several, of whom variables may tell, each once', () => {
    const to = 'Ada, {{ caller.number }},, Ada , +1 555 010 0100'
    expect(last(programOf({ to, strategy: 'simultaneous' })).commands).toMatchObject([
      { to: ['Ada', '+4930123456', '+1 555 010 0100'], strategy: 'simultaneous' },
    ])
    const many = Array.from({ length: 12 }, (_, index) => `+1555010010${index}`).join(',')
    expect(last(programOf({ to: many })).commands).toMatchObject([
      { to: many.split(',').slice(0, 10) },
    ])
  })

  it('tells the answerer who calls, and asks for a key', () => {
    const more = {
      whisper: 'From {{ caller.name }}.',
      voice: 'alto',
      acceptKey: '1',
      callerId: '{{ called.number }}',
    }
    expect(last(programOf(more)).commands).toMatchObject([
      { whisper: { text: 'From Ada.', voice: 'alto' }, acceptKey: '1', callerId: '+15550100100' },
    ])
  })

  it('is left by error where its variables name nobody', () => {
    expect(last(programOf({ to: '{{ nobody }} ,' })).commands).toMatchObject([
      { text: 'Sorry: There is nobody to call.' },
    ])
    expect(last(programOf(), [failed]).commands).toMatchObject([{ text: 'Sorry: It broke.' }])
  })

  it.each(['answered', 'busy', 'no_answer', 'machine'] as const)('is left by %s', (outcome) => {
    const { trace } = last(programOf(), [{ kind: 'dialled', outcome }])
    expect(trace[0]).toMatchObject({ block: 'first', outcome })
  })

  it('needs a way on for machines only where it refuses them', () => {
    const document = (refuseMachines: boolean) =>
      flowOf({
        first: {
          ...dialOf({ refuseMachines }),
          exits: { ...wired, machine: null, answered: null },
        },
        sorry,
      })
    expect(validateFlow(document(false), {})).toEqual([])
    expect(validateFlow(document(true), {})).toMatchObject([
      { code: 'unwired_exit', block: 'first', exit: 'machine' },
    ])
  })
})
