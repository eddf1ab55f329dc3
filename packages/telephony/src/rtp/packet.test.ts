import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRtp, sequenceAhead, timestampAhead, writeRtpHeader } from './packet.ts'

const header = fc.record({
  payloadType: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 96, max: 127 })),
  marker: fc.boolean(),
  sequence: fc.integer({ min: 0, max: 0xffff }),
  timestamp: fc.integer({ min: 0, max: 0xffff_ffff }),
  ssrc: fc.integer({ min: 0, max: 0xffff_ffff }),
})

function build(head: Parameters<typeof writeRtpHeader>[1], rest: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + rest.length)
  writeRtpHeader(bytes, head)
  bytes.set(rest, 12)
  return bytes
}

describe('readRtp', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 300 }), (head, payload) => {
        const read = readRtp(build(head, payload))
        expect(read).toMatchObject(head)
        expect(read && Uint8Array.from(read.payload)).toEqual(payload)
      }),
    )
  })

  it('steps over contributing sources, an extension and padding', () => {
    const parts = fc.record({
      sources: fc.integer({ min: 0, max: 15 }),
      extension: fc.option(fc.integer({ min: 0, max: 5 })),
      padding: fc.integer({ min: 0, max: 255 }),
      payload: fc.uint8Array({ maxLength: 200 }),
    })
    fc.assert(
      fc.property(header, parts, (head, { sources, extension, padding, payload }) => {
        const words = extension === null ? [] : [0xbe, 0xde, 0, extension, ...zeros(extension * 4)]
        const pad = padding === 0 ? [] : [...zeros(padding - 1), padding]
        const bytes = build(
          head,
          Uint8Array.of(...zeros(sources * 4), ...words, ...payload, ...pad),
        )
        bytes[0] = 0x80 | (padding && 0x20) | (extension === null ? 0 : 0x10) | sources
        const read = readRtp(bytes)
        expect(read && Uint8Array.from(read.payload)).toEqual(payload)
      }),
    )
  })

  it('never throws and never reads past the end, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (junk) => {
        const bytes = Buffer.from(junk)
        if (bytes.length > 0) bytes[0] = 0x80 | (bytes.readUInt8(0) & 0x3f)
        const read = readRtp(bytes)
        expect(read === undefined || read.payload.length <= Math.max(0, bytes.length - 12)).toBe(
          true,
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('takes no RTCP, no other version and no impossible padding for RTP', () => {
    const good = Buffer.from('80000001000000020000000300', 'hex')
    expect(readRtp(good)).toBeDefined()
    const senderReport = Buffer.from(good)
    senderReport[1] = 200
    const otherVersion = Buffer.from(good)
    otherVersion[0] = 0x40
    const padded = Buffer.from(good)
    padded[0] = 0xa0
    expect([senderReport, otherVersion, padded].map(readRtp)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('comparing across the wrap', () => {
  it('says how far one number is ahead', () => {
    const steps = fc.integer({ min: -30_000, max: 30_000 })
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(0xffff_ffff), steps, (sequence, timestamp, step) => {
        expect(sequenceAhead((sequence + step) & 0xffff, sequence)).toBe(step)
        expect(timestampAhead((timestamp + step * 160) >>> 0, timestamp)).toBe(step * 160)
      }),
    )
  })
})

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0)
}
