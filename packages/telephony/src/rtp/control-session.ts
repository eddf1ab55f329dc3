import type { RtpPacket } from './packet.ts'
import { sequenceAhead } from './packet.ts'
import type { Received } from './reception.ts'
import { Reception } from './reception.ts'
import type { ReportBlock } from './rtcp.ts'
import { middleNtp, readRtcp, writeBye, writeReport } from './rtcp.ts'

/** A round trip longer than this is a clock that was set anew. */
const longestRoundTripMs = 60_000

/** What is known of both ways so far. */
export interface Measured {
  /** The party's audio as it came here. */
  readonly received: Received
  /** Our audio as it came there, by the party's reports; absent before the first. */
  readonly sent: Received | undefined
  /** By the party's reports of ours; absent before the first that answers one. */
  readonly roundTripMs: number | undefined
}

/**
 * One party's RTCP session (RFC 3550 §6): counts what goes out and what comes, writes our reports and reads the party's.
 * Times are milliseconds since 1970 from a clock that only goes forward.
 */
export class ControlSession {
  readonly #ssrc: number
  readonly #cname: string
  readonly #reception = new Reception()
  #sent: { packets: number; octets: number; timestamp: number; atMs: number } | undefined
  #sequence = { first: 0, highest: 0 }
  #reported = { packets: 0 }
  #theirReport: { sentAt: number; cameAtMs: number } | undefined
  #heard: Received | undefined
  #roundTripMs: number | undefined
  #sentClockPerMs = 8

  constructor({ ssrc, cname }: { ssrc: number; cname: string }) {
    this.#ssrc = ssrc
    this.#cname = cname
  }

  get measured(): Measured {
    return {
      received: this.#reception.total,
      sent: this.#heard,
      roundTripMs: this.#roundTripMs,
    }
  }

  /** Notes an RTP packet that has been sent, header and all. */
  sent(packet: Buffer, atMs: number): void {
    const sequence = packet.readUInt16BE(2)
    if (!this.#sent) this.#sequence = { first: sequence, highest: sequence }
    const ahead = sequenceAhead(sequence, this.#sequence.highest & 0xffff)
    if (ahead > 0) this.#sequence.highest += ahead
    const { packets, octets } = this.#sent ?? { packets: 0, octets: 0 }
    this.#sent = {
      packets: packets + 1,
      octets: octets + packet.length - 12,
      timestamp: packet.readUInt32BE(4),
      atMs,
    }
  }

  /** What is sent from here on has timestamps of this clock. */
  sendsAt(clockPerMs: number): void {
    this.#sentClockPerMs = clockPerMs
  }

  audioCame(packet: RtpPacket, atMs: number, clockPerMs = 8): void {
    this.#reception.audio(packet, atMs, clockPerMs)
  }

  keyCame(packet: RtpPacket): void {
    this.#reception.untimed(packet)
  }

  /** Takes the party's reports. Junk is passed over. */
  receive(bytes: Buffer, atMs: number): void {
    for (const packet of readRtcp(bytes)) {
      if (packet.kind === 'bye') continue
      if (packet.kind === 'sender-report') {
        this.#theirReport = { sentAt: packet.sentAt, cameAtMs: atMs }
      }
      const about = packet.blocks.find(({ ssrc }) => ssrc === this.#ssrc)
      if (about) this.#hear(about, atMs)
    }
  }

  /** Writes our report of this instant: a sender's if anything was sent since the last (§6.4), else a receiver's. */
  report(nowMs: number): Buffer {
    const sent = this.#sent
    const active = sent !== undefined && sent.packets > this.#reported.packets
    if (sent) this.#reported.packets = sent.packets
    const since = sent ? (nowMs - sent.atMs) * this.#sentClockPerMs : 0
    const sender = active
      ? { ...sent, nowMs, timestamp: (sent.timestamp + since) >>> 0 }
      : undefined
    return writeReport({ ssrc: this.#ssrc, cname: this.#cname, sender, block: this.#block(nowMs) })
  }

  bye(): Buffer {
    return writeBye(this.#ssrc)
  }

  #block(nowMs: number): ReportBlock | undefined {
    const report = this.#reception.report()
    if (!report) return undefined
    const { sentAt, cameAtMs } = this.#theirReport ?? { sentAt: 0, cameAtMs: nowMs }
    const delaySinceReport = Math.round(((nowMs - cameAtMs) / 1000) * 65_536) >>> 0
    return { ...report, lastSenderReport: sentAt, delaySinceReport }
  }

  #hear(block: ReportBlock, atMs: number): void {
    const packets = this.#sent?.packets ?? 0
    // A relayed stream has the gaps of the one it comes from: those were lost elsewhere.
    const gaps = this.#sequence.highest - this.#sequence.first + 1 - packets
    const lost = Math.max(0, block.cumulativeLost - Math.max(0, gaps))
    const jitterMs = block.jitter / this.#sentClockPerMs
    this.#heard = { packets, lost: Math.min(lost, packets), jitterMs }
    if (block.lastSenderReport === 0) return
    const units = (middleNtp(atMs) - block.lastSenderReport - block.delaySinceReport) | 0
    const roundTripMs = (units / 65_536) * 1000
    if (roundTripMs <= longestRoundTripMs) this.#roundTripMs = Math.max(0, roundTripMs)
  }
}
