import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readOffer } from './offer.ts'

const caller = { address: '+15550100199', name: null }
const read = (headers: Record<string, string>) => readOffer(caller, (name) => headers[name])

it('reads what the centre says about a contact', () => {
  expect(
    read({
      'X-Iris-Call': '01968ae3-4c00-7000-8000-000000000001',
      'X-Iris-Number': '+15550100100',
      'X-Iris-Queue': 'Support',
      'X-Iris-Waiting-Since': '2026-11-20T09:30:00.000Z',
      'X-Iris-Offer-Expires': '2026-11-20T09:30:20Z',
    }),
  ).toEqual({
    caller,
    callId: '01968ae3-4c00-7000-8000-000000000001',
    number: '+15550100100',
    queue: 'Support',
    waitingSince: '2026-11-20T09:30:00.000Z',
    expiresAt: '2026-11-20T09:30:20Z',
    colleague: null,
    isAskedFor: false,
  })
})

it('knows nothing about a call that says nothing', () => {
  expect(read({ 'X-Iris-Queue': ' ' })).toEqual({
    caller,
    callId: null,
    number: null,
    queue: null,
    waitingSince: null,
    expiresAt: null,
    colleague: null,
    isAskedFor: false,
  })
})

it.each(['yesterday', '1763631000', '2026-11-20', '2026-11-20T09:30:00'])(
  'does not take %s for a time',
  (text) => expect(read({ 'X-Iris-Waiting-Since': text }).waitingSince).toBeNull(),
)

it.each([
  ['Größe', 'Größe'],
  ['Gr%C3%B6%C3%9Fe', 'Größe'],
  ['100 % sure', '100 % sure'],
  ['50%fin', '50%fin'],
])('reads the queue %s as %s', (header, queue) => {
  expect(read({ 'X-Iris-Queue': header }).queue).toBe(queue)
})

it('reads any name that was percent-encoded', () => {
  const name = fc
    .string({ unit: fc.constantFrom('a', 'ß', '😀', ' ', '%', '"', ',') })
    .map((text) => `ö${text}ö`)
  fc.assert(
    fc.property(name, (name) => {
      expect(read({ 'X-Iris-Queue': encodeURIComponent(name) }).queue).toBe(name)
    }),
  )
})

it('reads which colleague gives the caller away or asks, and nothing where that is not said whole', () => {
  const from = { 'X-Iris-Colleague': 'Zo%C3%AB%20Ada' }
  expect(read({ ...from, 'X-Iris-Colleague-Wants': 'consult' }).colleague).toEqual({
    name: 'Zoë Ada',
    wants: 'consult',
  })
  expect(read({ ...from, 'X-Iris-Colleague-Wants': 'lunch' }).colleague).toBeNull()
  expect(read(from).colleague).toBeNull()
})

it('knows a call that the user asked for', () => {
  expect(read({ 'X-Iris-Asked-For': 'supervise' }).isAskedFor).toBe(true)
})
