import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AudioPeer } from '../testing/audio-peer.ts'
import type { TestEngine } from '../testing/test-engine.ts'
import { openTestEngine } from '../testing/test-engine.ts'
import { qualityOf } from './quality.ts'

let engine: TestEngine

beforeAll(async () => {
  engine = await openTestEngine()
})

afterAll(async () => {
  await engine.close()
})

const types = (bytes: Buffer) => [bytes.readUInt8(1), bytes.readUInt8(lengthOf(bytes) + 1)]
const lengthOf = (bytes: Buffer) => bytes.readUInt16BE(2) * 4 + 4

/** The latest reading of a leg that fulfils this. */
async function reads(leg: string, isSo: (reading: Reading) => boolean): Promise<Reading> {
  for (let count = engine.told('legs.measured').length; ; count++) {
    const { legs } = await engine.tells('legs.measured', { count: Math.max(1, count) })
    const reading = legs.find((one) => one.leg === leg)
    if (reading && isSo(reading)) return reading
  }
}

type Reading = Parameters<typeof qualityOf>[0]

const ways: readonly [string, (leg: string) => Promise<AudioPeer>][] = [
  ['plain RTP with RTCP on the next port', (leg) => engine.call(leg)],
  ['plain RTP with RTCP on the same port', (leg) => engine.call(leg, { rtcpMux: true })],
  ['SRTP', (leg) => engine.call(leg, { srtp: true })],
  ['WebRTC', (leg) => engine.browserCall(leg)],
]

describe.each(ways)('a leg over %s', (way, call) => {
  it('is sent reports, and learns from those of the party how it is heard', async () => {
    const leg = `leg ${way}`
    const peer = await call(leg)
    peer.say(440)
    await peer.until('gets a report', () => peer.control.length > 0)
    const report = peer.control[0]!
    expect(types(report)).toEqual([200, 202])
    expect(report.readUInt32BE(4)).toBe(peer.packets[0]!.ssrc)
    // One block, of the peer's own stream, of which nothing was lost.
    expect(report.readUInt8(0) & 0x1f).toBe(1)
    expect(report.readInt32BE(32)).toBe(0)

    const cameMs = performance.now()
    await peer.receives(40)
    peer.reportBack({ lost: 3, jitterMs: 12, delayMs: performance.now() - cameMs })
    const reading = await reads(leg, ({ sent }) => sent !== undefined)
    expect(reading.sent).toMatchObject({ lost: 3, jitterMs: 12 })
    expect(reading.received.lost).toBe(0)
    // The 800 ms that the party kept the report do not count.
    expect(reading.roundTripMs).toBeLessThan(500)
    await engine.media.closeLeg(leg)
  })
})

describe('a leg', () => {
  it('is measured worse, by as much as the party loses', async () => {
    const peer = await engine.call('lossy')
    peer.mute()
    for (let sequence = 0; sequence < 500; sequence++) {
      if (sequence % 50 === 0) await peer.receives(1)
      const packet = { payloadType: 0, payload: new Uint8Array(160), sequence, ssrc: 99 }
      if (sequence % 5 !== 2) peer.send({ ...packet, timestamp: sequence * 160 })
    }
    const { received } = await reads('lossy', ({ received: { packets } }) => packets >= 500)
    expect(received.lost).toBe(100)
    const quality = qualityOf({ received, sent: undefined, roundTripMs: undefined })
    expect(quality.received.lostPercent).toBeCloseTo(20, 0)
    expect(quality.mos).toBeLessThan(2.7)
    await engine.media.closeLeg('lossy')
  })

  it('says goodbye when it is closed', async () => {
    const peer = await engine.call('leaving')
    await peer.until('gets a report', () => peer.control.length > 0)
    await engine.media.closeLeg('leaving')
    await peer.until('gets another', () => peer.control.length > 1)
    expect(types(peer.control.at(-1)!)).toEqual([201, 203])
  })

  it('takes no reports from other machines, and none that are junk', async () => {
    const peer = await engine.call('guarded')
    await peer.until('gets a report', () => peer.control.length > 0)
    const stranger = await engine.peer({ host: '127.0.0.77' })
    stranger.remote = peer.remote
    stranger.control.push(peer.control[0]!)
    stranger.reportBack({ lost: 9, jitterMs: 1, delayMs: 0 })
    peer.sendControl(Buffer.from('81c90001', 'hex'))
    peer.sendControl(Buffer.alloc(40, 0x81))
    const before = engine.told('legs.measured').length
    await engine.tells('legs.measured', { count: before + 2 })
    const last = engine
      .told('legs.measured')
      .at(-1)
      ?.legs.find(({ leg }) => leg === 'guarded')
    expect(last).toMatchObject({ sent: undefined, roundTripMs: undefined })
    await engine.media.closeLeg('guarded')
  })
})
