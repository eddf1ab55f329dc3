import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tone, toneLevel, toneShare } from '../testing/audio.ts'
import { g711 } from './g711.ts'
import type { Law } from './g711.ts'
import { JitterQueue } from './jitter-queue.ts'

const frame = 160
const tickMs = 20

/** A sender of a tone, the way to the queue, and what is taken from it. */
class Feed {
  readonly queue = new JitterQueue()
  readonly audio = tone(440, 24_000)
  law: Law = 'PCMU'
  nowMs = 0

  /** Pushes the audio that belongs to this place, `samples` long. */
  push(place: number, { samples = frame, ssrc = 1, offset = 5_000 } = {}) {
    const at = place * frame
    const { encode, decode } = g711[this.law]
    const low = Int16Array.from(
      this.audio.subarray(at, at + samples),
      (one) => decode[encode[one & 0xffff]!]!,
    )
    this.queue.push({ ssrc, timestamp: (offset + at) >>> 0 }, { low }, this.nowMs)
  }

  /** Takes a frame, and 20 ms pass. */
  pull(): Int16Array | undefined {
    this.nowMs += tickMs
    const out = new Int16Array(frame)
    return this.queue.pull(out) ? out : undefined
  }

  /** Takes what there is at each tick, with silence where there is nothing; before each, `arrive` brings what comes. */
  hear(ticks: number, arrive: (tick: number) => void): Int16Array {
    const heard = new Int16Array(ticks * frame)
    for (let tick = 0; tick < ticks; tick++) {
      arrive(tick)
      heard.set(this.pull() ?? [], tick * frame)
    }
    return heard
  }

  expected(place: number): Int16Array {
    const { encode, decode } = g711[this.law]
    const samples = this.audio.subarray(place * frame, place * frame + frame)
    return Int16Array.from(samples, (one) => decode[encode[one & 0xffff]!]!)
  }
}

/** The share of the tone in each 200 ms of the audio after the first second. */
function shares(heard: Int16Array): number[] {
  const all: number[] = []
  for (let at = 8000; at + 1600 <= heard.length; at += 400) {
    all.push(toneShare(heard.subarray(at, at + 1600), 440))
  }
  return all
}

const leastShare = (heard: Int16Array) => Math.min(...shares(heard))

/** Numbers from 0 to 1 that look random and are the same each time. */
function randomness(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
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

  it('puts packets in order, and takes each once however often it comes', () => {
    const feed = new Feed()
    for (const place of [0, 2, 1, 2, 0, 3, 3]) feed.push(place)
    const heard = [0, 1, 2, 3].map(() => feed.pull())
    expect(heard).toEqual([0, 1, 2, 3].map((place) => feed.expected(place)))
  })

  it.each([80, 240, 320, 480])('takes packets of %i samples', (samples) => {
    const feed = new Feed()
    for (let at = 0; at < 3200; at += samples) feed.push(at / frame, { samples })
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

  it('makes up for what is late, and goes on where it stopped when it comes', () => {
    const feed = new Feed()
    feed.push(0)
    feed.push(1)
    expect(feed.pull()).toEqual(feed.expected(0))
    expect(feed.pull()).toEqual(feed.expected(1))
    expect(toneLevel(feed.pull() ?? new Int16Array(frame), 440)).toBeGreaterThan(4000)
    feed.push(2)
    feed.push(3)
    const heard = Int16Array.of(...(feed.pull() ?? []), ...(feed.pull() ?? []))
    // Whole periods were put in, so that the seam is not heard.
    expect(toneShare(heard, 440)).toBeGreaterThan(0.99)
  })

  it('falls silent within 100 ms when nothing comes any more', () => {
    const feed = new Feed()
    feed.push(0)
    feed.push(1)
    const heard = Array.from({ length: 8 }, () => feed.pull())
    expect(heard.slice(0, 5).every((one) => one !== undefined)).toBe(true)
    expect(heard.slice(5)).toEqual([undefined, undefined, undefined])
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

  it('keeps the high band beside the low one, and makes up none', () => {
    const queue = new JitterQueue()
    const [out, high] = [new Int16Array(frame), new Int16Array(frame)]
    const at = (place: number) => ({ ssrc: 1, timestamp: place * frame })
    const wide = (level: number) => ({
      low: new Int16Array(frame).fill(level),
      high: new Int16Array(frame).fill(-level),
    })
    queue.push(at(0), wide(100), 0)
    queue.push(at(1), { low: new Int16Array(frame).fill(200) }, 20)
    queue.push(at(3), wide(300), 60)
    const heard = Array.from({ length: 4 }, () => queue.pull(out, high) && high[80])
    expect(heard).toEqual([-100, 0, 0, -300])
    expect(queue.isWide).toBe(true)
  })

  it('survives anything that is pushed', () => {
    const audio = fc
      .tuple(fc.integer({ min: 0, max: 9000 }), fc.boolean())
      .map(([length, isWide]) => {
        const low = new Int16Array(length)
        return isWide ? { low, high: low } : { low }
      })
    const push = fc.record({
      timestamp: fc.nat(0xffff_ffff),
      ssrc: fc.integer({ min: 1, max: 2 }),
      audio,
    })
    fc.assert(
      fc.property(fc.array(push, { maxLength: 60 }), (pushes) => {
        const queue = new JitterQueue()
        const out = new Int16Array(frame)
        for (const [at, one] of pushes.entries()) {
          queue.push(one, one.audio, at * tickMs)
          queue.pull(out, new Int16Array(frame))
        }
        expect(out).toHaveLength(frame)
      }),
    )
  })
})

describe('a tone', () => {
  it('is whole when packets come twice and in another order', () => {
    const feed = new Feed()
    const heard = feed.hear(200, (tick) => {
      // Each pair the wrong way round, and every third again two ticks later.
      feed.push(tick % 2 === 0 ? tick + 1 : tick - 1)
      if (tick % 3 === 2) feed.push(tick - 2)
    })
    expect(leastShare(heard)).toBeGreaterThan(0.999)
  })

  it('keeps its power when a fifth of the packets is lost', () => {
    const [feed, random] = [new Feed(), randomness(5)]
    const lost = feed.hear(1000, (tick) => {
      if (random() >= 0.2) feed.push(tick)
    })
    const all = shares(lost)
    expect(all.reduce((sum, share) => sum + share, 0) / all.length).toBeGreaterThan(0.95)
    expect(Math.min(...all)).toBeGreaterThan(0.6)
    expect(toneLevel(lost.subarray(-1600), 440)).toBeGreaterThan(7000)
  })

  it('is whole when the codec changes in the middle', () => {
    const feed = new Feed()
    const heard = feed.hear(200, (tick) => {
      feed.law = tick % 40 < 20 ? 'PCMU' : 'PCMA'
      feed.push(tick)
    })
    expect(leastShare(heard)).toBeGreaterThan(0.999)
  })

  it.each([
    ['fast', 1.005],
    ['slow', 0.995],
  ])('goes on for 20 s from a sender whose clock is half a percent too %s', (_, pace) => {
    const feed = new Feed()
    let sent = 0
    const heard = feed.hear(1000, (tick) => {
      for (; sent <= tick * pace; sent++) feed.push(sent)
    })
    expect(leastShare(heard)).toBeGreaterThan(0.75)
    let waiting = 0
    while (feed.pull()) waiting++
    // What waited, and the made-up end.
    expect(waiting).toBeLessThanOrEqual(5 + 4)
  })

  it('is carried by a wait that grows with the jitter of the network, and shrinks again', () => {
    const [feed, random] = [new Feed(), randomness(3)]
    const arrivals = Array.from({ length: 1150 }, (_, place) => ({
      place,
      tick: place + (place < 400 ? Math.floor(random() * 5) : 0),
    }))
    const heard = feed.hear(1100, (tick) => {
      for (const one of arrivals) if (one.tick === tick) feed.push(one.place)
    })
    expect(leastShare(heard.subarray(8000, 400 * frame))).toBeGreaterThan(0.9)
    expect(leastShare(heard.subarray(900 * frame))).toBeGreaterThan(0.999)
    let waiting = 0
    while (feed.pull()) waiting++
    expect(waiting).toBeLessThanOrEqual(3 + 4)
  })
})
