import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  conferenceHears,
  endsWithout,
  type MemberShape,
  placeOf,
  startsWith,
} from './arrangement.ts'

const plain: MemberShape = { moderator: false, muted: false, deaf: false, holds: false }
const running = { hasStarted: true, members: 3 }

/** Whether one member hears another in a conference of three. */
function hears(listener: Partial<MemberShape>, speaker: Partial<MemberShape>, at = running) {
  const heard = conferenceHears[placeOf({ ...plain, ...listener }, at).role]
  return heard?.includes(placeOf({ ...plain, ...speaker }, at).role)
}

describe('in a running conference', () => {
  it.each<[string, Partial<MemberShape>, Partial<MemberShape>, boolean]>([
    ['members hear each other', {}, {}, true],
    ['the muted are not heard', {}, { muted: true }, false],
    ['the muted hear', { muted: true }, {}, true],
    ['the muted do not hear the muted', { muted: true }, { muted: true }, false],
    ['the deaf do not hear', { deaf: true }, {}, false],
    ['the deaf are heard', {}, { deaf: true }, true],
    ['the deaf do not hear the deaf', { deaf: true }, { deaf: true }, false],
    ['who is both neither hears', { deaf: true, muted: true }, {}, false],
    ['nor is heard', {}, { deaf: true, muted: true }, false],
    ['who holds is not heard: it would be music', {}, { holds: true }, false],
    ['a moderator who is muted is not heard either', {}, { moderator: true, muted: true }, false],
  ])('%s', (_, listener, speaker, isHeard) => {
    expect(hears(listener, speaker)).toBe(isHeard)
  })

  it('whoever is alone hears music, unless deaf', () => {
    const alone = { hasStarted: true, members: 1 }
    expect(placeOf(plain, alone).music).toBe(true)
    expect(placeOf({ ...plain, muted: true }, alone).music).toBe(true)
    expect(placeOf({ ...plain, deaf: true }, alone).music).toBe(false)
    expect(placeOf(plain, running).music).toBe(false)
  })
})

describe('before the start', () => {
  it('nobody hears anybody, whatever they are', () => {
    const shape = fc.record({
      moderator: fc.boolean(),
      muted: fc.boolean(),
      deaf: fc.boolean(),
      holds: fc.boolean(),
    })
    const waiting = fc.record({ hasStarted: fc.constant(false), members: fc.nat(50) })
    fc.assert(
      fc.property(shape, shape, waiting, (one, other, at) => {
        expect(conferenceHears[placeOf(one, at).role]).not.toContain(placeOf(other, at).role)
        expect(placeOf(one, at).music).toBe(!one.deaf)
      }),
    )
  })
})

describe('a conference starts', () => {
  const rules = { startWithModerator: true, endWithModerator: false }
  const moderator = { ...plain, moderator: true }

  it('with the first who comes, or with a moderator where it waits for one', () => {
    expect(startsWith({ ...rules, startWithModerator: false }, [plain])).toBe(true)
    expect(startsWith(rules, [plain, plain])).toBe(false)
    expect(startsWith(rules, [plain, moderator])).toBe(true)
    expect(startsWith({ ...rules, startWithModerator: false }, [])).toBe(false)
  })
})

describe('a conference ends', () => {
  const rules = { startWithModerator: false, endWithModerator: true }
  const moderator = { ...plain, moderator: true }

  it('with its last moderator, where it is to', () => {
    const rest = { members: [plain, plain], expected: 0 }
    expect(endsWithout(moderator, rules, rest)).toBe('moderator_left')
    expect(endsWithout(moderator, { ...rules, endWithModerator: false }, rest)).toBeUndefined()
    expect(endsWithout(plain, rules, rest)).toBeUndefined()
    expect(endsWithout(moderator, rules, { ...rest, members: [plain, moderator] })).toBeUndefined()
  })

  it('when nobody is in and nobody is being rung', () => {
    expect(endsWithout(plain, rules, { members: [], expected: 0 })).toBe('empty')
    expect(endsWithout(plain, rules, { members: [], expected: 1 })).toBeUndefined()
  })
})
