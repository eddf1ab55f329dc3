import { describe, expect, test } from 'vitest'
import { readText } from './message-format.ts'

describe('a text', () => {
  test('has its gaps filled', () => {
    expect(readText('{caller} waits in {queue}', 'en')({ caller: 'Ada', queue: 'Sales' })).toBe(
      'Ada waits in Sales',
    )
  })

  test('keeps signs that stand in quotes', () => {
    expect(readText("name{'@'}example.com {'{'}x{'}'}", 'en')({})).toBe('name@example.com {x}')
  })

  test('leaves a gap empty that nothing fills', () => {
    expect(readText('Hello {name}!', 'en')({})).toBe('Hello !')
  })
})

describe('plural forms', () => {
  const say = (text: string, locale: string, count: number) => readText(text, locale)({ count })

  test('are one and other in English', () => {
    expect([0, 1, 2].map((count) => say('{count} call | {count} calls', 'en', count))).toEqual([
      '0 calls',
      '1 call',
      '2 calls',
    ])
  })

  test('may have one more in front for none at all', () => {
    const text = 'no calls | one call | {count} calls'
    expect([0, 1, 7].map((count) => say(text, 'en', count))).toEqual([
      'no calls',
      'one call',
      '7 calls',
    ])
  })

  test('are one, few, many and other in Polish', () => {
    const text = '{count} rozmowa | {count} rozmowy | {count} rozmów | {count} rozmowy'
    expect([1, 3, 5, 22].map((count) => say(text, 'pl', count))).toEqual([
      '1 rozmowa',
      '3 rozmowy',
      '5 rozmów',
      '22 rozmowy',
    ])
  })

  test('fall back to the last where a language has more than were written', () => {
    expect(say('{count} a | {count} b', 'ar', 100)).toBe('100 b')
  })
})
