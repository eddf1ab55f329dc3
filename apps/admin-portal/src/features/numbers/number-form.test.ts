import type { TenantNumber } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { numberChangeOf, numberFormOf } from './number-form.ts'

const number: TenantNumber = {
  id: 'n',
  number: { value: '+15550100100', display: '(555) 010-0100' },
  label: 'Main line',
  flowId: 'f',
  answerUrl: null,
  answerFallbackUrl: null,
  statusCallbackUrl: null,
  voicemailBoxId: 'b',
  record: 'on',
  createdAt: '2026-11-20T09:30:00.000Z',
}

describe('what answers a number', () => {
  it('is its flow, where it has one', () => {
    expect(numberFormOf(number).answeredBy).toBe('flow:f')
    expect(numberFormOf({ ...number, flowId: null }).answeredBy).toBe('box:b')
    expect(numberFormOf(undefined).answeredBy).toBe('nothing')
  })

  it('is one thing, which takes the place of the other', () => {
    const form = numberFormOf(number)
    expect(numberChangeOf({ ...form, answeredBy: 'box:x' })).toMatchObject({
      flowId: null,
      voicemailBoxId: 'x',
    })
    expect(numberChangeOf({ ...form, answeredBy: 'nothing' })).toMatchObject({
      flowId: null,
      voicemailBoxId: null,
    })
  })
})
