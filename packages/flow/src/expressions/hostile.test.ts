import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkExpression, checkTemplate } from './check.ts'
import { evaluate, isTrue } from './evaluate.ts'
import { namesIn } from './names.ts'
import { maxSourceLength } from './parse.ts'
import { givenScope } from './scope.ts'
import { fillIn, fillInSpoken } from './template.ts'
import { maxValueLength, type Value, type Values } from './values.ts'

const long = Array.from({ length: 1000 }, (_, index) => index)
const values: Values = { long, text: 'a'.repeat(20_000), body: 'b'.repeat(1_000_000) }

function reasonOf(source: string): string {
  const evaluated = evaluate(source, values)
  return evaluated.kind === 'failed' ? evaluated.reason : 'no failure'
}

/** Sources that are mostly well formed, so that more than the reader is tried. */
const anySource = fc.letrec<{ source: string }>((tie) => ({
  source: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(
      'a',
      'a.b',
      'list',
      '1',
      '0.5',
      '"x"',
      'null',
      'true',
      '[]',
      '{}',
      'a.__proto__',
    ),
    fc
      .tuple(
        tie('source'),
        fc.constantFrom('+', '-', '*', '/', '%', '<', '==', 'in', '&&', '||'),
        tie('source'),
      )
      .map((parts) => `(${parts.join(' ')})`),
    fc
      .tuple(
        fc.constantFrom('size', 'lower', 'int', 'string', 'digits', 'has', 'hour'),
        tie('source'),
      )
      .map(([name, inside]) => `${name}(${inside})`),
    fc
      .tuple(
        tie('source'),
        fc.constantFrom('map', 'filter', 'all', 'exists', 'exists_one'),
        tie('source'),
      )
      .map(([over, each, inside]) => `${over}.${each}(a, ${inside})`),
    fc.tuple(tie('source'), tie('source')).map(([map, key]) => `${map}[${key}]`),
    fc.tuple(tie('source'), tie('source')).map(([key, value]) => `{${key}: ${value}}`),
    fc.array(tie('source'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  ),
})).source

const anyValues: fc.Arbitrary<Values> = fc.dictionary(
  fc.constantFrom('a', 'list', 'constructor', '__proto__', 'toString'),
  fc.jsonValue({ maxDepth: 4 }).map((value): Value => JSON.parse(JSON.stringify(value))),
)

describe('any text at all', () => {
  it('as an expression never throws, and gives a value that is JSON or a reason', () => {
    fc.assert(
      fc.property(
        fc.oneof(anySource, fc.string({ unit: 'binary' })),
        anyValues,
        (source, values) => {
          const evaluated = evaluate(source, values)
          const isFailed = evaluated.kind === 'failed'
          const value = isFailed ? null : evaluated.value
          expect(JSON.parse(JSON.stringify(value))).toEqual(value)
          expect(isFailed ? evaluated.reason : 'a value').not.toBe('')
          const decided = isTrue(source, values)
          expect(decided.kind === 'value').toBe(!isFailed && typeof value === 'boolean')
        },
      ),
      { numRuns: 300 },
    )
  })

  it('as an expression gives the same twice, and leaves the variables as they are', () => {
    fc.assert(
      fc.property(anySource, anyValues, (source, values) => {
        const before = JSON.stringify(values)
        expect(evaluate(source, values)).toEqual(evaluate(source, values))
        expect(JSON.stringify(values)).toBe(before)
      }),
    )
  })

  it('is checked without throwing, and what is wrong lies within it', () => {
    fc.assert(
      fc.property(fc.oneof(anySource, fc.string({ unit: 'binary' })), (source) => {
        for (const { start, end, message } of [
          ...checkExpression(source, givenScope),
          ...checkTemplate(source, givenScope),
          ...checkTemplate(`{{${source}}}`, givenScope),
        ]) {
          expect(message).not.toBe('')
          expect(start).toBeLessThanOrEqual(end)
          expect(end).toBeLessThanOrEqual(source.length + 4)
        }
        expect(new Set(namesIn(source)).size).toBe(namesIn(source).length)
      }),
    )
  })

  it('as a template is filled in with well-formed text of bounded length', () => {
    const anyTemplate = fc
      .array(
        fc.oneof(
          fc.string(),
          anySource.map((source) => `{{ ${source} }}`),
        ),
        { maxLength: 8 },
      )
      .map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(anyTemplate, anyValues, (template, values) => {
        for (const filled of [fillIn(template, values), fillInSpoken(template, values)]) {
          expect(filled.length).toBeLessThanOrEqual(maxValueLength)
        }
      }),
    )
  })
})

describe('hostile expressions', () => {
  it('see nothing that objects inherit', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      for (const source of [name, `m.${name}`, `m["${name}"]`, `"".${name}`, `[].${name}`]) {
        expect(evaluate(source, { m: {} }).kind, source).toBe('failed')
      }
      expect(evaluate(`has(m.${name}) || "${name}" in m`, { m: {} })).toEqual({
        kind: 'value',
        value: false,
      })
      expect(evaluate(`m.${name}()`, { m: {} }).kind).toBe('failed')
    }
  })

  it('cannot make a map whose key is a prototype', () => {
    expect(reasonOf('{"__proto__": {"admin": true}}')).toContain('“__proto__”')
    const made = evaluate('{"constructor": 1}', {})
    expect(made).toEqual({ kind: 'value', value: { constructor: 1 } })
    expect(Object.getPrototypeOf(made.kind === 'value' ? made.value : undefined)).toBeNull()
  })

  it('read a key that the data itself has, and change nothing by it', () => {
    const m: Value = JSON.parse('{"__proto__": {"admin": true}}')
    expect(evaluate('m.__proto__.admin', { m })).toEqual({ kind: 'value', value: true })
    expect(evaluate('m.admin', { m }).kind).toBe('failed')
  })

  it.each([
    ['lists in lists', 'long.map(a, long.map(b, long.map(c, long.map(d, a + b + c + d))))'],
    [
      'lists in lists that go on after failures',
      'long.exists(a, long.exists(b, long.exists(c, c > nobody)))',
    ],
    ['long texts for each item', 'long.map(a, text.contains("b"))'],
    ['searching in vain', 'long.all(a, !(-1 in long))'],
    ['comparing for each item', 'long.all(a, long == long + [1])'],
    ['calendars for each item', 'long.all(a, hour("2026-11-20T00:00:00Z") == 0)'],
    ['writing JSON for each item', 'long.all(a, size(string(long)) > 0)'],
    [
      'going through a long text again and again',
      Array(30).fill('body.contains("c")').join(' || '),
    ],
    ['a pattern that backtracking would never end', 'text.matches("^(a+)+(a|aa)*b{90}$")'],
  ])('end soon: %s', (_, source) => {
    expect(reasonOf(source)).toBe('This takes too much work.')
  })

  it('cannot hide from an empty purse behind another value', () => {
    const heavy = 'long.all(a, long.all(b, long.all(c, true)))'
    expect(evaluate(`orElse(${heavy}, 1) + orElse(${heavy}, 1)`, values)).toEqual({
      kind: 'value',
      value: 2,
    })
    expect(reasonOf(`orElse(${heavy}, 1) == 1 && ${heavy}`)).toBe('This takes too much work.')
  })

  it.each([
    ['a text', 'text + text', 'The text becomes longer than 20000 characters.'],
    [
      'a text by replacing',
      'text.replace("a", "bbb")',
      'The text becomes longer than 20000 characters.',
    ],
    [
      'a text by joining',
      'long.map(a, text).join()',
      'The text becomes longer than 20000 characters.',
    ],
    ['a list', 'long + [1]', 'The list becomes longer than 1000 items.'],
    ['a list by splitting', 'text.split("")', 'The list becomes longer than 1000 items.'],
    [
      'a value shared in itself',
      `[1]${'.map(x, [x, x])'.repeat(20)}`,
      'The value becomes too large.',
    ],
    ['a value of many texts', 'long.map(a, text)', 'The value becomes too large.'],
  ])('cannot make %s too large', (_, source, reason) => {
    expect(reasonOf(source)).toBe(reason)
  })

  it.each([
    ['long', '1'.repeat(maxSourceLength + 1)],
    ['nested in brackets', '('.repeat(1500)],
    ['nested in lists', '['.repeat(900) + ']'.repeat(900)],
    ['negated', '!'.repeat(1900)],
    ['of many parts', Array(900).fill('1').join('+')],
    ['of many fields', `a${'.b'.repeat(900)}`],
    ['of many choices', 'true?1:'.repeat(280)],
  ])('are refused where they are too %s', (_, source) => {
    expect(reasonOf(source)).toMatch(/too large|characters at most|nested too deeply|missing/)
  })

  it('take values of any depth', () => {
    let deep: Value = []
    for (let depth = 0; depth < 5000; depth += 1) deep = [deep]
    const values = { deep, other: [deep] }
    expect(evaluate('deep == other', values).kind).toBe('failed')
    expect(evaluate('deep', values)).toEqual({
      kind: 'failed',
      reason: 'The value becomes too large.',
    })
    expect(fillIn('{{ deep }}', values)).toBe('['.repeat(maxValueLength))
  })
})
