import type { AgentState } from '@iris/contracts'
import { expect, it } from 'vitest'
import { owesDisposition } from './owes-disposition.ts'

const id = '01968ae3-4c00-7000-8000-000000000001'
const since = '2026-11-26T09:30:00.000Z'
const next = { kind: 'available' } as const
const wrapUp: AgentState = {
  kind: 'wrap_up',
  callId: id,
  queueId: id,
  extended: false,
  next,
  since,
  endsAt: null,
}
const contact = (dispositionRequired: boolean, isSaid = false) => ({
  wrapUp: { mode: 'mandatory' as const, dispositionRequired, dispositions: [] },
  disposition: isSaid ? { dispositionId: id, note: '' } : null,
})

it('is so in after-call work whose queue requires a disposition, until one is chosen', () => {
  expect(owesDisposition(wrapUp, contact(true))).toBe(true)
  expect(owesDisposition(wrapUp, contact(true, true))).toBe(false)
  expect(owesDisposition(wrapUp, contact(false))).toBe(false)
  expect(owesDisposition(wrapUp, null)).toBe(false)
})

it('is not so while they talk', () => {
  const talking: AgentState = { kind: 'in_call', callId: id, next, since }
  expect(owesDisposition(talking, contact(true))).toBe(false)
})
