import { describe, expect, it } from 'vitest'
import { ControlSession } from './control-session.ts'
import { writeRtpHeader } from './packet.ts'

const epochMs = 1_700_000_000_000
const [ours, theirs] = [0x1111_1111, 0x2222_2222]

function rtp(sequence: number, ssrc: number): Buffer {
  const packet = Buffer.alloc(172)
  const timestamp = (sequence * 160) >>> 0
  writeRtpHeader(packet, { payloadType: 0, marker: false, sequence, timestamp, ssrc })
  return packet
}

function heard(session: ControlSession, sequence: number): void {
  const packet = packetOf(theirs)
  session.audioCame({ ...packet, sequence, timestamp: sequence * 160 }, epochMs + sequence * 20)
}

function pair() {
  const one = new ControlSession({ ssrc: ours, cname: 'one' })
  const other = new ControlSession({ ssrc: theirs, cname: 'other' })
  return { one, other }
}

describe('a session', () => {
  it('measures the round trip by the reports of the other side, whatever their clocks say', () => {
    const { one, other } = pair()
    one.sent(rtp(1, ours), epochMs)
    const wayMs = 40
    const skewMs = 5_000_000
    other.receive(one.report(epochMs), epochMs + wayMs + skewMs)
    // The other side says nothing of a stream it has not heard.
    other.audioCame({ ...packetOf(ours), sequence: 1, timestamp: 160 }, epochMs + skewMs)
    one.receive(other.report(epochMs + 1000 + skewMs), epochMs + 1000 + wayMs)
    expect(one.measured.roundTripMs).toBeCloseTo(2 * wayMs, 0)
    expect(other.measured.roundTripMs).toBeUndefined()
  })

  it('knows by the reports what was lost on the way, apart from the gaps it relayed itself', () => {
    const { one, other } = pair()
    for (let sequence = 0; sequence < 100; sequence++) {
      // Each tenth never came to us to be passed on; each fifth of the rest is lost behind us.
      if (sequence % 10 === 5) continue
      one.sent(rtp(sequence, ours), epochMs + sequence * 20)
      if (sequence % 5 === 1) continue
      other.audioCame(
        { ...packetOf(ours), sequence, timestamp: sequence * 160 },
        epochMs + sequence * 20,
      )
    }
    one.receive(other.report(epochMs + 2000), epochMs + 2010)
    expect(one.measured.sent).toMatchObject({ packets: 90, lost: 20, jitterMs: 0 })
  })

  it('reports as a sender while it sends, and as a receiver else', () => {
    const { one } = pair()
    heard(one, 1)
    expect(one.report(epochMs).readUInt8(1)).toBe(201)
    one.sent(rtp(1, ours), epochMs)
    const report = one.report(epochMs + 500)
    expect(report.readUInt8(1)).toBe(200)
    // What audio of this very moment would be stamped with: 500 ms after that of the last packet.
    expect(report.readUInt32BE(16)).toBe(160 + 4000)
    expect(one.report(epochMs + 1000).readUInt8(1)).toBe(201)
  })
})

function packetOf(ssrc: number) {
  return { payloadType: 0, marker: false, ssrc, payload: Buffer.alloc(160) }
}
