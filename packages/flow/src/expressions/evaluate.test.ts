import { describe, expect, it } from 'vitest'
import { evaluate, isTrue } from './evaluate.ts'
import { functions } from './functions/functions.ts'
import type { Value, Values } from './values.ts'

const values: Values = {
  caller: { number: '+4930123456', name: 'Ada' },
  queue: { waiting: 7 },
  count: 2,
  price: 9.5,
  answer: null,
  items: [1, 2, 3],
  orders: [
    { id: 'a', open: true },
    { id: 'b', open: false },
  ],
}

function valueOf(source: string): Value {
  const evaluated = evaluate(source, values)
  if (evaluated.kind === 'failed') throw new Error(`${source}: ${evaluated.reason}`)
  return evaluated.value
}

function reasonOf(source: string): string {
  const evaluated = evaluate(source, values)
  return evaluated.kind === 'failed'
    ? evaluated.reason
    : `no failure but ${String(evaluated.value)}`
}

describe('evaluate', () => {
  it.each<[string, Value]>([
    ['count + 1', 3],
    ['price * 2', 19],
    ['1 / 2', 0.5],
    ['7 % 4', 3],
    ['-count', -2],
    ['0 * -1', 0],
    ['queue.waiting > 5', true],
    ['count == 2.0', true],
    ['count < price', true],
    ['count != 3', true],
    ['"2" == count', false],
    ['2 in items', true],
    ['"open" in orders[0]', true],
    ['"30" in caller.number', true],
    ['items[items.size() - 1]', 3],
    ['caller["name"]', 'Ada'],
    ['count > 1 ? "many" : "one"', 'many'],
    ['items + [4]', [1, 2, 3, 4]],
    ['items == [1, 2, 3.0]', true],
    ['orders[0] == {"open": true, "id": "a"}', true],
    ['orders[0] == {"open": true, "ID": "a"}', false],
    ['answer == null', true],
    ['{"n": count, "list": [price]}', { n: 2, list: [9.5] }],
    ['!(count > 1) || price > 9 && true', true],
  ])('works out %s', (source, value) => {
    expect(valueOf(source)).toEqual(value)
  })

  it.each<[string, Value]>([
    ['orders.filter(order, order.open).map(order, order.id)', ['a']],
    ['orders.map(order, order.open, order.id)', ['a']],
    ['items.all(item, item > 0)', true],
    ['items.exists(item, item > 2)', true],
    ['items.exists_one(item, item > 1)', false],
    ['items.map(a, items.map(b, a * b))', [[1, 2, 3], [2, 4, 6], [3, 6, 9]]], // prettier-ignore
    ['items.map(count, count) == items && count == 2', true],
    ['caller.filter(key, key.startsWith("na"))', ['name']],
    ['[].all(x, x)', true],
  ])('goes through lists: %s', (source, value) => {
    expect(valueOf(source)).toEqual(value)
  })

  it('asks for a field with has, at any depth, without failing', () => {
    expect(valueOf('has(caller.name)')).toBe(true)
    expect(valueOf('has(caller.city)')).toBe(false)
    expect(valueOf('has(nobody.knows.this)')).toBe(false)
    expect(valueOf('has(answer.text)')).toBe(false)
  })

  it('gives another value by orElse for what is missing, fails, is null or empty', () => {
    for (const source of ['caller.city', 'nobody', 'answer', '""', '1 / 0']) {
      expect(valueOf(`orElse(${source}, "other")`)).toBe('other')
    }
    expect(valueOf('orElse(caller.name, "other")')).toBe('Ada')
    expect(valueOf('0.orElse(1)')).toBe(0)
    expect(valueOf('orElse(false, true)')).toBe(false)
  })

  it('lets the side that decides decide, whatever the other fails with', () => {
    expect(valueOf('nobody || true')).toBe(true)
    expect(valueOf('false && nobody')).toBe(false)
    expect(valueOf('items.exists(item, nobody || item == 3)')).toBe(true)
    expect(reasonOf('true && nobody')).toBe('There is no variable “nobody”.')
    expect(reasonOf('nobody || false')).toBe('There is no variable “nobody”.')
  })

  it.each([
    ['nobody + 1', 'There is no variable “nobody”.'],
    ['caller.city', '“caller” has no field “city”.'],
    ['caller.name.first', '“caller.name” has no field “first”.'],
    ['items[3]', 'The list has 3 items and none at 3; the first is at 0.'],
    ['items[-1]', 'The list has 3 items and none at -1; the first is at 0.'],
    ['1 / 0', 'Nothing can be divided by zero.'],
    ['1 % 0', 'Nothing can be divided by zero.'],
    ['count && true', 'Beside “&&”, each side must be true or false, not a number.'],
    ['lower(count)', 'lower() takes a text for “text”, not a number.'],
    ['lower()', 'lower(text) does not take 0 values.'],
    ['shout("a")', 'There is no function “shout”.'],
    ['int("four")', '“four” is not a whole number.'],
    ['hour("2026-02-30T00:00:00Z")', '“2026-02-30T00:00:00Z” is not a time such as time.now.'],
    ['hour("2026-02-20T00:00:00Z", "Mars")', 'There is no time zone “Mars”.'],
    ['count = 2', 'Two equals signs compare: write == instead of =.'],
    ['count > 1 and true', 'Write && instead of and.'],
    ['(count', 'Expected “)” before the end.'],
    ['', 'There is no expression.'],
    ['1e300 * 1e300', 'The number becomes too large.'],
    ['12345678901234567890', 'This number is too large to be exact: put it in quotes.'],
    [
      '[1].filter(1, true)',
      'Here stands a name of your choice for each item, as in list.filter(item, item > 1).',
    ],
  ])('says in words why %s has no value', (source, reason) => {
    expect(reasonOf(source)).toBe(reason)
  })

  it('tells how to join a text and a number', () => {
    expect(reasonOf('"Number " + count')).toContain('string(…)')
    expect(valueOf('"Number " + string(count)')).toBe('Number 2')
  })
})

describe('isTrue', () => {
  it('is true or false', () => {
    expect(isTrue('count == 2', values)).toEqual({ kind: 'value', value: true })
    expect(isTrue('count == 3', values)).toEqual({ kind: 'value', value: false })
  })

  it('fails for what is neither, as for what has no value', () => {
    expect(isTrue('count', values)).toEqual({
      kind: 'failed',
      reason: 'A condition must be true or false, not a number.',
    })
    expect(isTrue('nobody', values).kind).toBe('failed')
  })
})

describe('each function', () => {
  it.each(Object.entries(functions))('%s gives what its example says', (name, { example }) => {
    const [source, result] = example
    expect(source).toContain(`${name}(`)
    expect(valueOf(source)).toEqual(result)
  })

  it('may be called on its first value as well', () => {
    expect(valueOf('caller.name.lower().replace("a", "o")')).toBe('odo')
    expect(valueOf('"4,5".split(",").map(part, int(part))')).toEqual([4, 5])
  })

  it.each<[string, Value]>([
    ['int(2.9)', 2],
    ['int(" -7 ")', -7],
    ['int(-0.5)', 0],
    ['double(".5")', 0.5],
    ['size("👍🏽")', 2],
    ['size(caller)', 2],
    ['contains(items, 3)', true],
    ['round(1.005, 2)', 1.01],
    ['round(-0.4)', 0],
    ['join(items, "-")', '1-2-3'],
    ['join(["a"])', 'a'],
    ['substring("abc", 1)', 'bc'],
    ['replace("aaa", "", "b")', 'aaa'],
    ['string({"a": [1, null, "x"]})', '{"a":[1,null,"x"]}'],
    ['weekday("2026-11-22T23:59:00Z")', 7],
    ['weekday("2026-11-22T23:59:00Z", "Europe/Berlin")', 1],
  ])('%s', (source, value) => {
    expect(valueOf(source)).toEqual(value)
  })
})
