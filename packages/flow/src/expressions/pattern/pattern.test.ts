import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Run } from '../run.ts'
import { occurs, patternProblem } from './pattern.ts'

function found(pattern: string, text: string): boolean {
  const outcome = occurs(pattern, text, new Run({}))
  if (typeof outcome !== 'boolean') throw new Error(outcome.reason)
  return outcome
}

/** Patterns that mean the same to JavaScript. */
const anyPattern = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '[a-c]',
      '\\d',
      '\\w',
      '\\S',
      '\\.',
      '^',
      '$',
      '',
    ),
    fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('')),
    fc.tuple(tie('pattern'), tie('pattern')).map((parts) => `(${parts.join('|')})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{2,}', '{0}', '*?'))
      .map(([pattern, repeat]) => `(?:${pattern})${repeat}`),
  ),
})).pattern

describe('occurs', () => {
  it('finds what JavaScript finds', () => {
    const anyText = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', '1', '.', ' ', '👍'),
      maxLength: 8,
    })
    fc.assert(
      fc.property(anyPattern, anyText, (pattern, text) => {
        expect(found(pattern, text)).toBe(new RegExp(pattern, 'u').test(text))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['^\\+49', '+4930123', true],
    ['^[0-9]{4,6}$', '12345', true],
    ['^[0-9]{4,6}$', '123', false],
    ['(?i)^yes$', 'YeS', true],
    ['(?i)[a-f]+z', 'CDZ', true],
    ['yes', 'YES', false],
    ['a.b', 'a\nb', false],
    ['[]a]', ']', true],
    ['[a-]', '-', true],
    ['[\\d-]+$', '12-3', true],
  ])('%s in %s', (pattern, text, outcome) => {
    expect(found(pattern, text)).toBe(outcome)
  })

  it('takes the time of the text, not of the ways to match it', () => {
    expect(found('^(a*)*$', 'a'.repeat(5000))).toBe(true)
    expect(found('^(a|a|a)*b', 'a'.repeat(5000))).toBe(false)
    expect(found('(x+x+)+y', 'x'.repeat(5000))).toBe(false)
  })
})

describe('patternProblem', () => {
  it.each([
    ['(a', 'A “(” has no “)” after it.'],
    ['a)', 'A “)” has no “(” before it.'],
    ['[a', 'A “[” has no “]” after it.'],
    ['*a', 'Before “*” stands what is repeated.'],
    ['a**', '“*”, “+” or “?” stand twice.'],
    ['a{x', 'After “{” stands how often'],
    ['a{2,1}', 'n is not above m'],
    ['a{1000}', '100 times at most'],
    ['(?=a)', '“(?:”'],
    ['^yes\\b', '“\\b” is not known.'],
    ['(a)\\1', '“\\1” is not known.'],
    ['[z-a]', 'from a character to a later one'],
    ['[^\\W]', 'do not stand in “[…]”'],
    ['a\\', 'lone “\\”'],
    ['((a{100}){100}){100}', 'It is too large.'],
    ['('.repeat(50), 'nested too deeply'],
    [`[${'ab'.repeat(40)}]`, 'holds too much'],
    ['a'.repeat(501), '500 characters at most'],
  ])('says what is wrong with %s', (pattern, problem) => {
    expect(patternProblem(pattern)).toContain(problem)
  })

  it('never throws', () => {
    const pieces = fc.constantFrom('(', ')', '[', ']', '{', '}', '*', '+', '?', '|', '\\', '^', '-', '1', 'a', ',', '👍') // prettier-ignore
    fc.assert(
      fc.property(fc.string({ unit: pieces }), (pattern) => {
        const problem = patternProblem(pattern)
        const outcome = occurs(pattern, 'a1-', new Run({}))
        expect(typeof outcome === 'boolean').toBe(problem === undefined)
      }),
    )
  })
})
