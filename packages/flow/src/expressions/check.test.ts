import { describe, expect, it } from 'vitest'
import { checkCondition, checkExpression } from './check.ts'
import { evaluate } from './evaluate.ts'
import { functions } from './functions/functions.ts'
import { namesIn, namesInTemplate } from './names.ts'
import { givenScope, sampleValues, scopeWith } from './scope.ts'
import { typeKindOf, type Variable } from './types.ts'

/** What is wrong, and the part of the source it is about. */
function problemsOf(source: string): [string, string][] {
  return checkExpression(source, scopeWith(['orders'])).map(({ message, start, end }) => [
    source.slice(start, end),
    message,
  ])
}

describe('checkExpression', () => {
  it.each([
    'caller.number.startsWith("+49") && queue.waiting > 5',
    'queue.position * 2 + 1 == 9 || time.weekday in [6, 7]',
    'has(caller.name) ? caller.name : "friend"',
    'orders.filter(order, order.open).map(order, order.id)[0]',
    'http.body.items[0].name == "x" && http.headers["content-type"] == "text/plain"',
    'contact.fields.anything == null',
    'split(caller.number, "9").map(part, size(part) + 1).all(length, length > 0)',
    'orElse(menu.speech, "nothing").lower()',
    'lower(caller.name + "!") + string(queue.waiting + 1)',
    '([1] + [2])[0] + 1 > 2 && [1].all(x, x > 0) && !["a"].exists(x, x == "a")',
    '(queue.waiting > 1 ? [1] : [2]).filter(x, x > 1).map(x, x + 1)[0] > 1',
    '{"a": 1, caller.number: [1, 2]}',
  ])('finds nothing wrong with %s', (source) => {
    expect(problemsOf(source)).toEqual([])
  })

  it.each([
    ['nobody > 1', 'nobody', 'There is no variable “nobody”.'],
    ['queue.names == "x"', 'queue.names', 'There is no field “names” here, but'],
    ['queue["names"] == "x"', 'queue["names"]', 'There is no field “names” here, but'],
    ['caller.number.first', 'caller.number.first', 'There are no fields in a text.'],
    ['caller.number[0]', 'caller.number[0]', 'There are no items in a text.'],
    ['menu.key == 1', 'menu.key == 1', 'A text and a number are never the same.'],
    ['menu.key + 1', 'menu.key + 1', 'string(…) or double(…)'],
    ['menu.key > 1', 'menu.key > 1', 'Turn one into the other by double(…).'],
    ['queue.waiting && true', 'queue.waiting', 'What stands before “&&” must be true or false'],
    ['queue.waiting ? 1 : 2', 'queue.waiting', 'What stands before “?” must be true or false'],
    ['!caller.name', 'caller.name', 'What follows “!” must be true or false, not a text.'],
    ['-caller.name', 'caller.name', 'What follows “-” must be a number, not a text.'],
    ['lower(queue.waiting)', 'queue.waiting', 'lower() takes a text for “text”, not a number.'],
    ['size(caller.name, 2)', 'size(caller.name, 2)', 'size(of) does not take 2 values.'],
    ['shout(caller.name)', 'shout(caller.name)', 'There is no function “shout”.'],
    ['matches(caller.number, "(a")', '"(a"', 'A “(” has no “)” after it.'],
    ['queue.waiting.all(x, x)', 'queue.waiting', 'There are no items in a number.'],
    ['[1, 2].filter(x, x + 1)', 'x + 1', 'What is asked of each item must be true or false'],
    ['split(caller.name, " ").map(word, word - 1)', 'word - 1', '“-” does not take a text'],
    ['size("a") in 5', 'size("a") in 5', '“in” does not take a number and a number.'],
    ['a = 1', '=', 'Two equals signs compare'],
    ['caller.number == "1', '"1', 'closing quote is missing'],
    ['lower(', '', 'Something is missing at the end.'],
  ])('finds what is wrong with %s', (source, part, message) => {
    const [problem, ...rest] = problemsOf(source)
    expect(rest).toEqual([])
    expect(problem?.[0]).toBe(part)
    expect(problem?.[1]).toContain(message)
  })

  it('finds all that is wrong, each once', () => {
    expect(problemsOf('nobody + 1 > lower(2).size() && nothing').map(([part]) => part)).toEqual([
      'nobody',
      '2',
      'nothing',
    ])
  })

  it('lets any name be used where no scope is given', () => {
    expect(checkExpression('nobody.knows > this')).toEqual([])
    expect(checkExpression('nobody + lower(1)')).toHaveLength(1)
  })

  it('finds nothing wrong with the example of any function', () => {
    for (const { example } of Object.values(functions)) expect(problemsOf(example[0])).toEqual([])
  })
})

describe('checkCondition', () => {
  it('wants true or false, as far as it can be known', () => {
    expect(checkCondition('queue.waiting > 5', givenScope)).toEqual([])
    expect(checkCondition('http.body', givenScope)).toEqual([])
    expect(checkCondition('queue.waiting', givenScope)).toEqual([
      { message: 'A condition must be true or false, not a number.', start: 0, end: 13 },
    ])
    expect(checkCondition('queue.waiting +', givenScope)).toHaveLength(1)
  })
})

describe('the given scope', () => {
  const groups = Object.entries(givenScope)
  const fieldsOf = ({ type }: Variable) =>
    type.kind === 'map' ? Object.entries(type.fields ?? {}) : []

  it.each(groups)('has a title and a fitting sample for %s and each of its fields', (_, group) => {
    expect(group.title).not.toBe('')
    const isOpen = group.type.kind === 'map' && group.type.fields === undefined
    expect(fieldsOf(group).length > 0 || isOpen).toBe(true)
    for (const [, { title, type, sample }] of fieldsOf(group)) {
      expect(title).not.toBe('')
      expect([typeKindOf(sample), 'any']).toContain(type.kind)
    }
  })

  it('can be tried with its samples', () => {
    const values = sampleValues(givenScope)
    for (const [name, group] of groups) {
      for (const [field, { sample }] of fieldsOf(group)) {
        expect(evaluate(`${name}.${field}`, values)).toEqual({ kind: 'value', value: sample })
      }
    }
  })

  it('keeps what it is given where a flow sets a variable of that name', () => {
    expect(scopeWith(['caller', 'mine'])).toMatchObject({ caller: givenScope['caller'] })
    expect(Object.keys(scopeWith(['mine']))).toContain('mine')
  })
})

describe('namesIn', () => {
  it('gives the variables of an expression, without the names of items', () => {
    expect(
      namesIn('orders.filter(o, o.size > limit).map(x, caller.number + x) + [o, limit]'),
    ).toEqual(['orders', 'limit', 'caller', 'o'])
    expect(namesIn('has(a.b) ? {"k": c} : d[e]')).toEqual(['a', 'c', 'd', 'e'])
  })

  it('gives those of a template', () => {
    expect(namesInTemplate('Hello {{ caller.name }} {{ x + caller.number }} {{ 1 + }} y')).toEqual([
      'caller',
      'x',
    ])
    expect(namesIn('Hello {{ a }}')).toEqual(['a'])
    expect(namesInTemplate('Hello')).toEqual([])
  })
})
