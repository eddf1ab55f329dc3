import type { TenantNumber } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { numberAddresses } from './number-addresses.ts'

const number: TenantNumber = {
  id: 'n',
  number: { value: '+15550100100', display: '(555) 010-0100' },
  label: 'Main line',
  flowId: null,
  answerUrl: null,
  answerFallbackUrl: null,
  statusCallbackUrl: null,
  voicemailBoxId: null,
  record: 'off',
  createdAt: '2026-11-20T09:30:00.000Z',
}

describe('the addresses of numbers', () => {
  it('are those that are there, in the order they are asked', () => {
    const answerUrl = 'https://a.example.com'
    const statusCallbackUrl = 'https://s.example.com'
    const answerFallbackUrl = 'https://f.example.com'
    const all = { ...number, answerUrl, answerFallbackUrl, statusCallbackUrl }
    const told = { ...number, id: 'm', statusCallbackUrl }
    expect(numberAddresses([all, number, told]).map(({ use, url }) => [use, url])).toEqual([
      ['answer', answerUrl],
      ['fallback', answerFallbackUrl],
      ['status', statusCallbackUrl],
      ['status', statusCallbackUrl],
    ])
  })
})
