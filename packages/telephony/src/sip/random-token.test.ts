import { expect, it } from 'vitest'
import { randomToken } from './random-token.ts'

it('a token is as long as is asked for, and never the same', () => {
  const tokens = Array.from({ length: 5000 }, (_, at) => randomToken(at % 2 === 0 ? 8 : 16))
  expect(new Set(tokens).size).toBe(5000)
  for (const [at, token] of tokens.entries()) {
    expect(token).toMatch(at % 2 === 0 ? /^[\da-f]{16}$/ : /^[\da-f]{32}$/)
  }
})
