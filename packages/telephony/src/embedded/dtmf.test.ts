import { describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { infoOfKey, KeyFilter, keyOfInfo } from './dtmf.ts'

describe('keyOfInfo', () => {
  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=100', '5'],
    ['application/dtmf-relay', 'Signal= #\r\nDuration=250\r\n', '#'],
    ['application/dtmf-relay', 'Duration=250\r\nsignal = a', 'A'],
    ['application/dtmf-relay', 'Signal=10\r\n', '*'],
    ['application/dtmf-relay', 'Signal=11', '#'],
    ['application/dtmf', '7', '7'],
    ['application/dtmf', '*\r\n', '*'],
    ['application/dtmf', '15', 'D'],
    ['application/dtmf-relay', 'Signal=R', ''],
    ['application/dtmf-relay', '', ''],
    ['application/dtmf', '55', ''],
    ['text/plain', '5', undefined],
  ])('reads %s %j', (type, body, key) => {
    expect(keyOfInfo(type, body)).toBe(key)
  })

  it('reads what we write', () => {
    for (const key of '0123456789*#ABCD') {
      const { type, body } = infoOfKey(key)
      expect(keyOfInfo(type, body)).toBe(key)
    }
  })
})

describe('KeyFilter', () => {
  const open = () => {
    const clock = new ManualClock()
    return { clock, filter: new KeyFilter(clock) }
  }

  it('takes a key that comes both ways once', () => {
    const { clock, filter } = open()
    expect(filter.isNew('5', 'rtp')).toBe(true)
    clock.advance(200)
    expect(filter.isNew('5', 'info')).toBe(false)
    expect(filter.isNew('6', 'info')).toBe(true)
    expect(filter.isNew('6', 'rtp')).toBe(false)
  })

  it('takes a key pressed twice twice, one way or both', () => {
    const { filter } = open()
    const ways = ['rtp', 'rtp', 'info', 'info', 'rtp', 'info'] as const
    expect(ways.map((way) => filter.isNew('1', way))).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
    ])
  })

  it('takes keys that are far apart for different presses', () => {
    const { clock, filter } = open()
    filter.isNew('5', 'rtp')
    clock.advance(601)
    expect(filter.isNew('5', 'info')).toBe(true)
  })
})
