import { describe, expect, test } from 'vitest'
import { atWork, away, choiceOf, chosenKey, gone } from './state-choices.ts'

const since = '2026-11-20T09:00:00.000Z'

describe('the choices of the state menu', () => {
  test('lead from a key to a state and back', () => {
    for (const { key, next } of [atWork, ...away, gone]) {
      expect(choiceOf(key)).toEqual(next)
      expect(chosenKey({ ...next, since })).toBe(key)
    }
    expect(choiceOf('nonsense')).toBeUndefined()
  })

  test('mark what comes next while a contact is in hand', () => {
    const next = { kind: 'not_ready', reason: 'lunch' } as const
    expect(chosenKey({ kind: 'in_call', callId: 'c1', next, since })).toBe('not_ready:lunch')
  })

  test('mark nothing for an agent who does not respond', () => {
    expect(chosenKey({ kind: 'not_responding', since })).toBeUndefined()
  })
})
