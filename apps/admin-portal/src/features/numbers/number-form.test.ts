import type { TenantNumber } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { addressProblem } from './address-problem.ts'
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
const asked: TenantNumber = {
  ...number,
  answerUrl: 'https://you.example.com/answer',
  answerFallbackUrl: 'https://you.example.com/second',
  statusCallbackUrl: 'https://you.example.com/status',
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

  it('is a webhook before a flow or a box, which are for where it does not answer', () => {
    const form = numberFormOf(asked)
    expect(form).toMatchObject({ answeredBy: 'webhook', otherwise: 'flow:f' })
    expect(numberChangeOf({ ...form, otherwise: 'box:x' })).toMatchObject({
      flowId: null,
      voicemailBoxId: 'x',
      answerUrl: asked.answerUrl,
      answerFallbackUrl: asked.answerFallbackUrl,
    })
    const without = { ...form, answerFallbackUrl: '  ', otherwise: 'nothing' }
    expect(numberChangeOf(without)).toMatchObject({ flowId: null, answerFallbackUrl: null })
  })

  it('is no webhook any more once something else is chosen; whoever is told of calls still is', () => {
    expect(numberChangeOf({ ...numberFormOf(asked), answeredBy: 'flow:x' })).toMatchObject({
      flowId: 'x',
      answerUrl: null,
      answerFallbackUrl: null,
      statusCallbackUrl: asked.statusCallbackUrl,
    })
  })
})

describe('an address that is asked', () => {
  it.each(['https://example.com/calls?a=b', 'http://10.0.0.7:8080', '  HTTPS://example.com ', ''])(
    'may be "%s"',
    (typed) => expect(addressProblem(typed)).toBe(''),
  )

  it.each(['example.com', 'ftp://example.com', 'javascript:alert(1)', 'https://'])(
    'may not be "%s"',
    (typed) => expect(addressProblem(typed)).toMatch(/^Write an address/),
  )

  it('has no password in it', () => {
    expect(addressProblem('https://ada:secret@example.com')).toMatch(/^Leave user name/)
  })
})
