import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tone, toneLevel } from '../testing/audio.ts'
import { g711 } from './g711.ts'
import { JitterQueue } from './jitter-queue.ts'

const { encode, decode } = g711.PCMU

class Feed {
  readonly queue = new JitterQueue()
  readonly audio = tone(440, 4000)

  /** Pushes the audio that belongs to this place, `samples` long. */
  push(place: number, { samples = 160, ssrc = 1, offset = 5_000 } = {}) {
    const at = place * 160
    const payload = Buffer.from(
      Uint8Array.from(this.audio.subarray(at, at + samples), (one) => encode[one & 0xffff]!),
    )
    const timestamp = (offset + at) >>> 0
    const sequence = place & 0xffff
    const packet = { payloadType: 0, marker: false, sequence, timestamp, ssrc, payload }
    this.queue.push(packet, decode)
  }

  pull(): Int16Array | undefined {
    const out = new Int16Array(160)
    return this.queue.pull(out) ? out : undefined
  }

  expected(place: number): Int16Array {
    const samples = this.audio.subarray(place * 160, place * 160 + 160)
    return Int16Array.from(samples, (one) => decode[encode[one & 0xffff]!]!)
  }
}

describe('JitterQueue', () => {
  it('waits for two frames, then gives each in its turn', () => {
    const feed = new Feed()
    feed.push(0)
    expect(feed.pull()).toBeUndefined()
    for (let place = 0; place < 50; place++) {
      feed.push(place + 1)
      expect(feed.pull()).toEqual(feed.expected(place))
    }
  })

  it('puts packets in order and leaves silence where one is lost', () => {
    const feed = new Feed()
    for (const place of [0, 2, 1, 4]) feed.push(place)
    expect([0, 1, 2].map(() => feed.pull())).toEqual([0, 1, 2].map((place) => feed.expected(place)))
    expect(feed.pull()).toEqual(new Int16Array(160))
    expect(feed.pull()).toEqual(feed.expected(4))
  })

  it.each([80, 240, 320, 480])('takes packets of %i samples', (samples) => {
    const feed = new Feed()
    for (let at = 0; at < 3200; at += samples) feed.push(at / 160, { samples })
    const heard = Array.from({ length: 20 }, () => feed.pull())
    expect(heard).toEqual(heard.map((_, place) => feed.expected(place)))
  })

  it('goes on through the wrap of the timestamp', () => {
    const feed = new Feed()
    const offset = 0xffff_ff00
    feed.push(0, { offset })
    for (let place = 0; place < 5; place++) {
      feed.push(place + 1, { offset })
      expect(feed.pull()).toEqual(feed.expected(place))
    }
  })

  it('waits a frame more after running short', () => {
    const feed = new Feed()
    feed.push(0)
    feed.push(1)
    expect([feed.pull(), feed.pull(), feed.pull()].map(Boolean)).toEqual([true, true, false])
    feed.push(2)
    feed.push(3)
    expect(feed.pull()).toBeUndefined()
    feed.push(4)
    expect(feed.pull()).toEqual(feed.expected(2))
  })

  it('leaves frames out, a few a second, when more wait than need be', () => {
    const feed = new Feed()
    for (let place = 0; place < 10; place++) feed.push(place)
    for (let place = 10; place < 190; place++) {
      feed.push(place)
      expect(feed.pull()).toBeDefined()
    }
    let waiting = 0
    while (feed.pull()) waiting++
    expect(waiting).toBeLessThanOrEqual(3)
  })

  it('starts over with a new stream or after a jump', () => {
    const feed = new Feed()
    for (const place of [0, 1, 2]) feed.push(place)
    feed.pull()
    for (const place of [10, 11]) feed.push(place, { ssrc: 2, offset: 3_000_000_000 })
    expect(feed.pull()).toEqual(feed.expected(10))
    for (const place of [20, 21]) feed.push(place, { ssrc: 2, offset: 77 })
    expect(feed.pull()).toEqual(feed.expected(20))
  })

  it('carries a tone whatever the jitter within its reach', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 60, maxLength: 60 }),
        (lateness) => {
          const feed = new Feed()
          const arrivals = lateness.map((late, place) => ({ place, at: place + late }))
          const heard: number[] = []
          for (let tick = 0; tick < 60; tick++) {
            for (const { place, at } of arrivals) if (at === tick) feed.push(place)
            const frame = feed.pull()
            if (tick >= 40) heard.push(...(frame ?? new Int16Array(160)))
          }
          expect(toneLevel(Int16Array.from(heard), 440)).toBeGreaterThan(5000)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('survives anything that is pushed', () => {
    const packet = fc.record({
      payloadType: fc.constant(0),
      marker: fc.boolean(),
      sequence: fc.nat(0xffff),
      timestamp: fc.nat(0xffff_ffff),
      ssrc: fc.integer({ min: 1, max: 2 }),
      payload: fc.integer({ min: 0, max: 9000 }).map((length) => Buffer.alloc(length)),
    })
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 60 }), (packets) => {
        const queue = new JitterQueue()
        const out = new Int16Array(160)
        for (const one of packets) {
          queue.push(one, decode)
          queue.pull(out)
        }
        expect(out).toHaveLength(160)
      }),
    )
  })
})
