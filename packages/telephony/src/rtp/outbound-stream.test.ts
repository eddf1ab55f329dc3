import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OutboundStream } from './outbound-stream.ts'
import type { RtpPacket } from './packet.ts'
import { readRtp, sequenceAhead, timestampAhead } from './packet.ts'

function source(sequence: number, timestamp: number, ssrc = 7): RtpPacket {
  return {
    payloadType: 0,
    marker: false,
    sequence: sequence & 0xffff,
    timestamp: timestamp >>> 0,
    ssrc,
    payload: Buffer.alloc(160),
  }
}

function read(buffer: Buffer) {
  const packet = readRtp(buffer)
  if (!packet) throw new Error('No packet was written')
  return { ...packet, payload: undefined }
}

class Stream {
  readonly stream = new OutboundStream({ ssrc: 42, sequence: 65_530, timestamp: 4_294_966_000 })

  made() {
    const buffer = Buffer.alloc(12)
    this.stream.writeMade(buffer, 0, 160)
    return read(buffer)
  }

  relayed(packet: RtpPacket) {
    const buffer = Buffer.alloc(12)
    const samples = packet.payload.length
    return this.stream.writeRelayed(buffer, 8, { source: packet, samples })
      ? read(buffer)
      : undefined
  }
}

describe('OutboundStream', () => {
  it('counts on by one packet and 160 samples, across the wraps', () => {
    const stream = new Stream()
    const packets = Array.from({ length: 12 }, () => stream.made())
    expect(packets.map(({ sequence }) => sequence).slice(4, 8)).toEqual([65_534, 65_535, 0, 1])
    expect(packets.map(({ timestamp }) => timestamp).slice(7, 10)).toEqual([
      4_294_967_120, 4_294_967_280, 144,
    ])
    expect(packets.map(({ marker }) => marker).slice(0, 3)).toEqual([true, false, false])
  })

  it('keeps the gaps and the order of what it relays', () => {
    const stream = new Stream()
    const before = stream.made()
    const sent = [100, 101, 103, 102, 106].map((n) => stream.relayed(source(n, n * 160)))
    expect(sent.map((one) => one && sequenceAhead(one.sequence, before.sequence))).toEqual([
      1, 2, 4, 3, 7,
    ])
    expect(sent.map((one) => one && timestampAhead(one.timestamp, before.timestamp) / 160)).toEqual(
      [1, 2, 4, 3, 7],
    )
    expect(sent.every((one) => one?.payloadType === 8 && one.ssrc === 42)).toBe(true)
  })

  it('does not send what is older than the beginning of the relay', () => {
    const stream = new Stream()
    stream.made()
    stream.relayed(source(100, 16_000))
    expect(stream.relayed(source(99, 15_840))).toBeUndefined()
    expect(stream.relayed(source(101, 16_160))).toBeDefined()
  })

  it('begins anew, in step, when the relayed source jumps or is another', () => {
    const stream = new Stream()
    const first = stream.relayed(source(100, 16_000))!
    const jumped = stream.relayed(source(40_000, 999_999_000))!
    const other = stream.relayed(source(5, 5, 8))!
    expect(
      [first, jumped, other].map((one) => sequenceAhead(one.sequence, first.sequence)),
    ).toEqual([0, 1, 2])
    expect(timestampAhead(other.timestamp, first.timestamp)).toBe(320)
    expect([first, jumped, other].map(({ marker }) => marker)).toEqual([true, true, true])
  })

  it('passes telephone-events on with the timestamp of their beginning', () => {
    const stream = new Stream()
    const audio = stream.relayed(source(100, 16_000))!
    const buffer = Buffer.alloc(12)
    for (const step of [1, 2, 3]) {
      const key = { ...source(100 + step, 16_160), payload: Buffer.alloc(4) }
      stream.stream.writeRelayed(buffer, 101, { source: key, samples: step * 160 })
      expect(timestampAhead(read(buffer).timestamp, audio.timestamp)).toBe(160)
    }
    expect(timestampAhead(stream.made().timestamp, audio.timestamp)).toBe(160 + 480)
  })

  it('marks the first packet after a pause and lets the pause be seen in the timestamp', () => {
    const stream = new Stream()
    const before = stream.made()
    stream.stream.pass(800)
    const after = stream.made()
    expect(after.marker).toBe(true)
    expect(sequenceAhead(after.sequence, before.sequence)).toBe(1)
    expect(timestampAhead(after.timestamp, before.timestamp)).toBe(160 + 800)
  })

  it('never goes back and never gives a number twice, whatever it is switched between', () => {
    const step = fc.oneof(
      fc.constant({ kind: 'made' as const }),
      fc.record({ kind: fc.constant('pass' as const), samples: fc.integer({ min: 0, max: 1000 }) }),
      fc.record({
        kind: fc.constant('relay' as const),
        skip: fc.integer({ min: 1, max: 5 }),
        ssrc: fc.integer({ min: 1, max: 3 }),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const stream = new Stream()
        const places = new Map<number, number>()
        let last = stream.made()
        for (const one of steps) {
          if (one.kind === 'pass') {
            stream.stream.pass(one.samples)
            continue
          }
          let packet = last
          if (one.kind === 'made') packet = stream.made()
          else {
            const place = (places.get(one.ssrc) ?? one.ssrc * 9000) + one.skip
            places.set(one.ssrc, place)
            packet = stream.relayed(source(place, place * 160, one.ssrc))!
          }
          expect(sequenceAhead(packet.sequence, last.sequence)).toBeGreaterThan(0)
          expect(timestampAhead(packet.timestamp, last.timestamp)).toBeGreaterThanOrEqual(160)
          last = packet
        }
      }),
    )
  })
})
