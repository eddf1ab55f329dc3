import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkTemplate } from './check.ts'
import { fillIn, fillInSpoken, piecesOf } from './template.ts'
import { maxValueLength, type Value } from './values.ts'

describe('fillIn', () => {
  it('puts values where their expressions stand, with or without spaces', () => {
    const values = { caller: { number: '+15550100100' }, name: 'Ada', queue: { position: 2 } }
    expect(fillIn('{{name}} calls from {{ caller.number }}', values)).toBe(
      'Ada calls from +15550100100',
    )
    expect(fillIn('You are number {{ queue.position + 1 }}.', values)).toBe('You are number 3.')
  })

  it('leaves out what is missing or fails, also names that every object has', () => {
    expect(fillIn('[{{ nobody }}{{ constructor }}{{ a.b }}{{ 1 / 0 }}{{ }}{{ 1x }}]', {})).toBe(
      '[]',
    )
  })

  it.each<[Value, string]>([
    [3, '3'],
    [2.5, '2.5'],
    [0.1 + 0.2, '0.3'],
    [1e21, '1000000000000000000000'],
    [0.000_000_1, '0.0000001'],
    [-12, '-12'],
    [true, 'true'],
    [null, ''],
    [['a', 1, null], '["a",1,null]'],
    [{ a: { b: 'c"d' } }, '{"a":{"b":"c\\"d"}}'],
  ])('writes %j as people read it', (value, written) => {
    expect(fillIn('<{{ value }}>', { value })).toBe(`<${written}>`)
  })

  it('writes any value as JSON does, but for texts, numbers and null by themselves', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 3 }), (list) => {
        const value: Value = JSON.parse(JSON.stringify(list))
        const written = JSON.stringify(value)
        fc.pre(written.length <= maxValueLength)
        expect(fillIn('{{ value }}', { value })).toBe(written)
      }),
    )
  })

  it('ends an expression at its own braces, not at those of a text or a map in it', () => {
    expect(fillIn('{{ "}}" }}|{{ {"a": {"b": 1}}.a.b }}|{{ \'it\\\'s}}\' }}', {})).toBe(
      "}}|1|it's}}",
    )
  })

  it('lets a slip with a quote spoil its own expression alone', () => {
    expect(fillIn("{{ caller's }} and {{ b }}", { b: 'B' })).toBe(' and B')
  })

  it('leaves alone what is not closed', () => {
    expect(fillIn('{ name } {{ name', { name: 'Ada' })).toBe('{ name } {{ name')
  })

  it('does not fill in what a value holds', () => {
    expect(fillIn('{{ a }}', { a: '{{ b }}', b: 'B' })).toBe('{{ b }}')
  })

  it('takes values for what they are, whatever String.replace would make of them', () => {
    expect(fillIn('{{ a }}', { a: '$& $1 $$' })).toBe('$& $1 $$')
  })

  it('cuts off at the limit, never inside a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 20, maxLength: 30 }),
        fc.nat(30),
        (value, shift) => {
          const filled = fillIn(`${'x'.repeat(shift)}${'{{ v }}'.repeat(100)}`, { v: value })
          expect(filled.length).toBeLessThanOrEqual(maxValueLength)
          expect(filled.isWellFormed()).toBe(true)
        },
      ),
    )
    expect(fillIn('x'.repeat(3000), {})).toHaveLength(maxValueLength)
    expect(fillIn('{{ v }}', { v: `${'x'.repeat(1999)}👍` })).toBe('x'.repeat(1999))
  })

  it('lets all its expressions together cost what one may', () => {
    const long = Array.from({ length: 1000 }, (_, index) => index)
    const heavy = '{{ long.all(a, long.all(b, b >= 0)) }}'
    expect(fillIn(`${heavy}{{ 1 + 1 }}${heavy}`.repeat(20), { long })).toBe('2'.repeat(20))
  })
})

describe('piecesOf', () => {
  it('loses nothing of a template', () => {
    const anyTemplate = fc
      .array(fc.constantFrom('{{', '}}', '{', '}', '"', "'", '\\', 'a', ' '))
      .map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(anyTemplate, (template) => {
        const whole = piecesOf(template).map((piece) =>
          piece.kind === 'expression' ? `{{${piece.source}}}` : piece.text,
        )
        expect(whole.join('')).toBe(template)
      }),
    )
  })
})

describe('fillInSpoken', () => {
  it('lets no value be markup within markup', () => {
    const name = '<break time="9s"/> & </speak>'
    expect(fillInSpoken('<speak>Hi {{ name }}<break/></speak>', { name })).toBe(
      '<speak>Hi &lt;break time="9s"/&gt; &amp; &lt;/speak&gt;<break/></speak>',
    )
  })

  it('lets no value turn a plain text into markup', () => {
    expect(fillInSpoken('{{ a }}{{ b }}', { a: '<speak>', b: 'x < y</speak>' })).toBe(' x < y ')
  })
})

describe('checkTemplate', () => {
  it('says where in the template something is wrong', () => {
    const template = 'Hi {{ name }}, {{ lower(1) }}'
    const [problem, ...rest] = checkTemplate(template)
    expect(rest).toEqual([])
    expect(problem?.message).toBe('lower() takes a text for “text”, not a number.')
    expect(template.slice(problem?.start, problem?.end)).toBe('1')
  })

  it('tells of braces that are never closed', () => {
    expect(checkTemplate('Hi {{ name')).toEqual([
      { message: 'These braces are never closed: “}}” is missing.', start: 3, end: 5 },
    ])
  })
})
