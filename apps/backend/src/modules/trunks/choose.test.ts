import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseTrunks, type TrunkFacts, type Wish } from './choose.ts'

const OWN = ['+15550100100', '+15550100101']
const wish = (changes: Partial<Wish> = {}): Wish => ({
  number: '+4930123456',
  callerId: undefined,
  ownNumbers: OWN,
  ...changes,
})
const trunk = (id: string, changes: Partial<TrunkFacts> = {}): TrunkFacts => ({
  id,
  enabled: true,
  prefixes: [],
  priority: 1,
  pricePerMinute: 0,
  health: 'up',
  room: 'free',
  callerIds: [],
  defaultCallerId: null,
  ...changes,
})
const order = (trunks: TrunkFacts[], changes: Partial<Wish> = {}): string[] =>
  chooseTrunks(trunks, wish(changes)).ways.map(({ trunkId }) => trunkId)

describe('the order of trunks', () => {
  it('is by the longest beginning that fits, then priority, then price', () => {
    const trunks = [
      trunk('dear', { priority: 2, pricePerMinute: 9 }),
      trunk('cheap', { priority: 2, pricePerMinute: 1 }),
      trunk('first', { priority: 1, pricePerMinute: 20 }),
      trunk('germany', { prefixes: ['+49', '+1'], priority: 9 }),
      trunk('berlin', { prefixes: ['+4930'], priority: 9 }),
    ]
    expect(order(trunks)).toEqual(['berlin', 'germany', 'first', 'cheap', 'dear'])
  })

  it('leaves those that do not answer for last, and does not leave them out', () => {
    const trunks = [
      trunk('down', { health: 'down', prefixes: ['+4930'] }),
      trunk('unknown', { health: 'unknown', priority: 5 }),
    ]
    expect(order(trunks)).toEqual(['unknown', 'down'])
  })
})

describe('a trunk is passed over', () => {
  it.each([
    ['switched-off', { enabled: false }, {}],
    ['other-numbers', { prefixes: ['+1', '+33'] }, {}],
    ['caller-id', { callerIds: ['+15550100100'] }, { callerId: '+15550100101' }],
    ['caller-id', {}, { callerId: '+15559999999' }],
    ['caller-id', {}, { ownNumbers: [] }],
    ['channels-used', { room: 'channels-used' }, {}],
    ['rate-used', { room: 'rate-used' }, {}],
  ] as const)('for %s', (reason, facts, changes) => {
    expect(chooseTrunks([trunk('one', facts)], wish(changes))).toEqual({
      ways: [],
      passedOver: [{ trunkId: 'one', reason }],
    })
  })
})

describe('a call shows', () => {
  const shown = (facts: Partial<TrunkFacts>, changes: Partial<Wish> = {}) =>
    chooseTrunks([trunk('one', facts)], wish(changes)).ways[0]?.callerId

  it('what is preferred where the trunk allows that, and the default elsewhere', () => {
    const trunks = [
      trunk('own', { defaultCallerId: '+15550100109' }),
      trunk('other', { callerIds: ['+15550100108'] }),
    ]
    const { ways } = chooseTrunks(trunks, wish({ preferredCallerId: OWN[1] }))
    const shown = Object.fromEntries(ways.map(({ trunkId, callerId }) => [trunkId, callerId]))
    expect(shown).toEqual({ own: OWN[1], other: '+15550100108' })
  })

  it('what it asks for, where the trunk allows that', () => {
    expect(shown({}, { callerId: OWN[1] })).toBe(OWN[1])
    expect(shown({ callerIds: ['+442070000000'] }, { callerId: '+442070000000' })).toBe(
      '+442070000000',
    )
  })

  it("the trunk's default, else the first number it may show", () => {
    expect(shown({ defaultCallerId: '+442070000000' })).toBe('+442070000000')
    expect(shown({ callerIds: ['+442070000001'] })).toBe('+442070000001')
    expect(shown({})).toBe(OWN[0])
  })
})

const numbers = fc.constantFrom('+4930123456', '+4989123456', '+15550100177', '+442071234567')
const facts = fc.record({
  enabled: fc.boolean(),
  prefixes: fc.array(fc.constantFrom('+4', '+49', '+4930', '+1', '+44'), { maxLength: 3 }),
  priority: fc.integer({ min: 1, max: 4 }),
  pricePerMinute: fc.integer({ min: 0, max: 3 }),
  health: fc.constantFrom('up' as const, 'unknown' as const, 'down' as const),
  room: fc.constantFrom('free' as const, 'channels-used' as const, 'rate-used' as const),
  callerIds: fc.array(numbers, { maxLength: 2 }),
  defaultCallerId: fc.option(numbers),
})
const sets = fc
  .array(facts, { maxLength: 8 })
  .map((list) => list.map((one, index): TrunkFacts => ({ id: `t${index}`, ...one })))
const wishes = fc.record({
  number: numbers,
  callerId: fc.option(numbers, { nil: undefined }),
  ownNumbers: fc.array(numbers, { maxLength: 2 }),
})

describe('whatever the trunks', () => {
  it('each is either a way or passed over, once', () => {
    fc.assert(
      fc.property(sets, wishes, (trunks, wanted) => {
        const { ways, passedOver } = chooseTrunks(trunks, wanted)
        const named = [...ways, ...passedOver].map(({ trunkId }) => trunkId)
        expect(named.toSorted()).toEqual(trunks.map(({ id }) => id).toSorted())
      }),
    )
  })

  it('no way breaks a rule', () => {
    fc.assert(
      fc.property(sets, wishes, (trunks, wanted) => {
        for (const { trunkId, callerId } of chooseTrunks(trunks, wanted).ways) {
          const way = trunks.find(({ id }) => id === trunkId)
          expect(way?.enabled && way.room === 'free').toBe(true)
          const { prefixes = [], callerIds = [], defaultCallerId } = way ?? {}
          const carries =
            prefixes.length === 0 || prefixes.some((one) => wanted.number.startsWith(one))
          expect(carries).toBe(true)
          const allowed = callerIds.length > 0 ? callerIds : wanted.ownNumbers
          expect([...allowed, defaultCallerId]).toContain(callerId)
          expect(callerId).toBe(wanted.callerId ?? callerId)
        }
      }),
    )
  })

  it('the order does not depend on the order they are given in', () => {
    fc.assert(
      fc.property(sets, wishes, (trunks, wanted) => {
        const { ways } = chooseTrunks(trunks, wanted)
        expect(chooseTrunks(trunks.toReversed(), wanted).ways).toEqual(ways)
      }),
    )
  })

  it('none that is down comes before one that is not', () => {
    fc.assert(
      fc.property(sets, wishes, (trunks, wanted) => {
        const health = new Map(trunks.map((one) => [one.id, one.health]))
        const down = chooseTrunks(trunks, wanted).ways.map(
          ({ trunkId }) => health.get(trunkId) === 'down',
        )
        expect(down).toEqual(down.toSorted((one, other) => Number(one) - Number(other)))
      }),
    )
  })
})
