import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RtpPacket } from './packet.ts'
import { isKey, keyDuration, KeyReceiver, KeySender, writeKeyPayload } from './telephone-event.ts'

interface Sign {
  event: number
  timestamp: number
  duration?: number
  ended?: boolean
  marker?: boolean
  ssrc?: number
}

function packet(sign: Sign): RtpPacket {
  const payload = Buffer.alloc(4)
  writeKeyPayload(payload, 0, {
    event: sign.event,
    duration: sign.duration ?? 160,
    ended: sign.ended ?? false,
    first: false,
  })
  return {
    payloadType: 101,
    marker: sign.marker ?? false,
    sequence: 0,
    timestamp: sign.timestamp,
    ssrc: sign.ssrc ?? 1,
    payload,
  }
}

function received(signs: readonly Sign[]): string {
  const receiver = new KeyReceiver()
  return signs.map((sign) => receiver.receive(packet(sign)) ?? '').join('')
}

describe('KeyReceiver', () => {
  it('hears each key once, however many of its packets come, repeat or get lost, if any does', () => {
    const key = fc.record({
      event: fc.integer({ min: 0, max: 15 }),
      packets: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
    })
    fc.assert(
      fc.property(fc.array(key, { maxLength: 20 }), fc.nat(0xffff_ffff), (keys, begin) => {
        const signs = keys.flatMap(({ event, packets }, index) =>
          packets.map((ended) => ({ event, ended, timestamp: (begin + index * 4000) >>> 0 })),
        )
        expect(received(signs)).toBe(keys.map(({ event }) => '0123456789*#ABCD'[event]).join(''))
      }),
    )
  })

  it('counts a key of which only the end came', () => {
    expect(received([{ event: 5, timestamp: 9, ended: true }])).toBe('5')
  })

  it('does not count the late end of an earlier key', () => {
    const signs = [
      { event: 1, timestamp: 1000 },
      { event: 2, timestamp: 3000 },
      { event: 1, timestamp: 1000, ended: true },
      { event: 2, timestamp: 3000, ended: true },
    ]
    expect(received(signs)).toBe('12')
  })

  it('takes the further segment of a very long key for the same key', () => {
    const signs = [
      { event: 3, timestamp: 0, duration: 0xffff, marker: true },
      { event: 3, timestamp: 0xffff, duration: 160 },
      { event: 3, timestamp: 0xffff, duration: 400, ended: true },
    ]
    expect(received(signs)).toBe('3')
  })

  it('goes on hearing after a new stream or a clock set back', () => {
    const signs = [
      { event: 1, timestamp: 2_000_000 },
      { event: 2, timestamp: 1_000_000 },
      { event: 3, timestamp: 500, ssrc: 2 },
    ]
    expect(received(signs)).toBe('123')
  })

  it('ignores events that are no keys and payloads that are too short', () => {
    expect(received([{ event: 16, timestamp: 1 }])).toBe('')
    const short = { ...packet({ event: 1, timestamp: 1 }), payload: Buffer.from([1, 2]) }
    expect(new KeyReceiver().receive(short)).toBeUndefined()
    expect(keyDuration(short.payload)).toBe(0)
  })
})

describe('KeySender', () => {
  it('sends growing durations, three ends of the full one, then a pause', () => {
    const sender = new KeySender()
    sender.press('#')
    const sent = Array.from({ length: 10 }, () => sender.next())
    const durations = sent.slice(0, 7).map((one) => one?.duration)
    expect(durations).toEqual([160, 320, 480, 640, 800, 800, 800])
    const ended = sent.slice(0, 7).map((one) => one?.ended)
    expect(ended).toEqual([false, false, false, false, true, true, true])
    expect(sent.slice(7)).toEqual([undefined, undefined, undefined])
    expect(sent.filter((one) => one?.first)).toHaveLength(1)
    expect(sent[0]).toMatchObject({ event: 11, first: true })
    expect(sender.next()).toBeUndefined()
  })

  it('sends keys in their order, so that a receiver hears just these', () => {
    const text = fc.array(fc.constantFrom(...'0123456789*#ABCD'), { maxLength: 20 })
    fc.assert(
      fc.property(text, (keys) => {
        const sender = new KeySender()
        for (const key of keys) expect(sender.press(key)).toBe(true)
        const signs: Sign[] = []
        let began = 0
        for (let tick = 0; tick < keys.length * 10; tick++) {
          const key = sender.next()
          if (key?.first) began = tick * 160
          if (key) signs.push({ ...key, timestamp: began, marker: key.first })
        }
        expect(received(signs)).toBe(keys.join(''))
        expect(sender.sending).toBe(false)
      }),
    )
  })

  it('refuses a key when far too many wait', () => {
    const sender = new KeySender()
    for (let count = 0; count < 64; count++) sender.press('1')
    expect(sender.press('1')).toBe(false)
  })
})

it('knows the sixteen keys', () => {
  expect([...'09*#AD'].every(isKey)).toBe(true)
  expect(['', '12', 'a', 'E', ' '].some(isKey)).toBe(false)
})
