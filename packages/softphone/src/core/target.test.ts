import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readKey, readTarget } from './target.ts'

it.each([
  ['+1 555 010-0100', '+15550100100'],
  ['(0) 30 / 901.820', '030901820'],
  ['+49\u00A030\u2011901820', '+4930901820'],
  ['tel:+15550100100', '+15550100100'],
  ['*21#', '*21#'],
  ['agent.one', 'agent.one'],
])('reads %s as %s', (typed, target) => expect(readTarget(typed)).toBe(target))

it.each(['', '  ', '+', '()', 'call me', '1+2', 'a@b', 'sip:1', '1;x=2', '<1>', '1'.repeat(33)])(
  'does not take “%s” for a number',
  (typed) => expect(readTarget(typed)).toBeUndefined(),
)

it('gives only what stands in a SIP address as it is', () => {
  fc.assert(
    fc.property(fc.string(), (typed) => {
      expect(readTarget(typed) ?? '1').toMatch(/^[+]?[A-Za-z0-9*#._-]+$/)
    }),
  )
})

it('knows the sixteen keys', () => {
  expect([...'0123456789*#ABCDabcd'].map(readKey)).toEqual([...'0123456789*#ABCDABCD'])
  expect(['', '12', 'E', ' ', '+'].map(readKey)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
