import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Gathering } from './gathering.ts'

const wish = {
  maxDigits: 4,
  finishOnKey: '#',
  firstDigitTimeoutMs: 5000,
  interDigitTimeoutMs: 3000,
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('gathering', () => {
  it('ends with as many keys as are wanted, or at the finishing one', async () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'0123456789*'), { maxLength: 6 }), (keys) => {
        const gathering = new Gathering(wish)
        for (const key of keys) gathering.press(key)
        expect(gathering.isOver).toBe(keys.length >= wish.maxDigits)
        gathering.press('#')
        expect(gathering.isOver).toBe(true)
        gathering.close()
      }),
    )
    const gathering = new Gathering(wish)
    for (const key of '12#9') gathering.press(key)
    expect(await gathering.over).toEqual({ outcome: 'digits', digits: '12' })
  })

  it('waits for the first from the end of the prompt, and for each other from the one before', async () => {
    const gathering = new Gathering(wish)
    vi.advanceTimersByTime(60_000)
    gathering.ask()
    vi.advanceTimersByTime(4999)
    gathering.press('7')
    vi.advanceTimersByTime(2999)
    gathering.press('8')
    expect(gathering.isOver).toBe(false)
    vi.advanceTimersByTime(3000)
    expect(await gathering.over).toEqual({ outcome: 'digits', digits: '78' })
  })

  it('is over in time where nothing comes', async () => {
    const gathering = new Gathering(wish)
    gathering.ask()
    vi.advanceTimersByTime(5000)
    expect(await gathering.over).toEqual({ outcome: 'timeout', digits: '' })
  })

  it('hears somebody out who speaks, and waits on where they were not understood', async () => {
    const gathering = new Gathering(wish)
    gathering.ask()
    gathering.speak()
    expect(gathering.begun.aborted).toBe(true)
    vi.advanceTimersByTime(20_000)
    expect(gathering.isOver).toBe(false)
    gathering.fallSilent()
    vi.advanceTimersByTime(5000)
    expect(await gathering.over).toEqual({ outcome: 'timeout', digits: '' })
  })

  it('does not count what is said after the first key', async () => {
    const gathering = new Gathering(wish)
    gathering.ask()
    gathering.press('1')
    gathering.say('green', 0.9)
    expect(gathering.isOver).toBe(false)
    gathering.press('#')
    expect(await gathering.over).toEqual({ outcome: 'digits', digits: '1' })
  })
})
