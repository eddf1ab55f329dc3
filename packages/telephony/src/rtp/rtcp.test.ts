import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRtcp, middleNtp, readRtcp, writeBye, writeReport } from './rtcp.ts'

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff })
const block = fc.record({
  ssrc: uint32,
  fractionLost: fc.integer({ min: 0, max: 255 }),
  cumulativeLost: fc.integer({ min: -0x80_0000, max: 0x7f_ffff }),
  highestSequence: uint32,
  jitter: uint32,
  lastSenderReport: uint32,
  delaySinceReport: uint32,
})
const sender = { nowMs: 1_700_000_000_250, timestamp: 8000, packets: 50, octets: 8000 }

describe('a report', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(uint32, block, fc.boolean(), (ssrc, about, sends) => {
        const bytes = writeReport({
          ssrc,
          cname: 'iris',
          sender: sends ? sender : undefined,
          block: about,
        })
        const kind = sends ? 'sender-report' : 'receiver-report'
        expect(readRtcp(bytes)).toMatchObject([{ kind, ssrc, blocks: [about] }])
        expect(isRtcp(bytes)).toBe(true)
      }),
    )
  })

  it('is laid out byte for byte as RFC 3550 §6.4.1 and §6.5 draw it', () => {
    const bytes = writeReport({ ssrc: 0x0102_0304, cname: 'ab', sender, block: undefined })
    expect(bytes.toString('hex')).toBe(
      [
        '80c8000601020304', // version 2, no block; sender report; 7 words; from whom
        'e8fe6f8040000000', // 1,700,000,000 + 2,208,988,800 s and a quarter since 1900
        '00001f400000003200001f40', // timestamp, packets, octets
        '81ca0003010203040102616200000000', // one chunk: CNAME of two letters, ended and filled up
      ].join(''),
    )
    expect(middleNtp(sender.nowMs)).toBe(0x6f80_4000)
  })

  it('ends a session after an empty report', () => {
    expect(readRtcp(writeBye(7))).toEqual([
      { kind: 'receiver-report', ssrc: 7, blocks: [] },
      { kind: 'bye' },
    ])
  })
})

describe('junk', () => {
  it('is read as nothing, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (junk) => {
        const bytes = Buffer.from(junk)
        if (bytes.length > 1) bytes.writeUInt16BE(0x81c8, 0)
        expect(Array.isArray(readRtcp(bytes))).toBe(true)
      }),
    )
  })

  it('does not count where only the second packet is broken', () => {
    const report = writeReport({ ssrc: 1, cname: 'a', sender: undefined, block: undefined })
    expect(readRtcp(Buffer.concat([report, Buffer.from([0x81, 201, 0, 9])]))).toEqual([])
    expect(readRtcp(report.subarray(0, report.length - 1))).toEqual([])
  })
})
