import { expect, it } from 'vitest'
import { actionWords } from './action-words.ts'

it('says what was done, whatever it was called then', () => {
  expect(actionWords('customer.changed')).toBe('Changed a customer')
  expect(actionWords('contact.changed')).toBe('Changed a customer')
  expect(actionWords('something.newer')).toBe('something.newer')
})
