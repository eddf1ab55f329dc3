import type { RtpPacket } from './packet.ts'
import { sequenceAhead, timestampAhead, writeRtpHeader } from './packet.ts'

/** A source this far ahead of what was expected has started a new count. */
const mostSequenceAhead = 1000
const mostSecondsAhead = 5

/**
 * The one RTP stream a leg is sent, whatever its audio comes from: one SSRC, sequence numbers and timestamps that
 * only go forward when the source changes. Audio made here counts on by itself; a relayed stream keeps its own
 * gaps and order, shifted by a fixed offset, so that the receiver sees its losses as they are.
 */
export class OutboundStream {
  readonly ssrc: number
  #nextSequence: number
  #nextTimestamp: number
  #relay: { ssrc: number; sequenceBy: number; timestampBy: number; began: number } | undefined
  /** The next packet begins a talkspurt: the first of all, the first after a pause, the first of a source. */
  #begins = true
  #clockRate = 8000

  constructor(begin: { ssrc: number; sequence: number; timestamp: number }) {
    this.ssrc = begin.ssrc
    this.#nextSequence = begin.sequence
    this.#nextTimestamp = begin.timestamp
  }

  /** Sets the clock of the timestamps from here on, in Hz: another codec begins. */
  runAt(clockRate: number): void {
    if (clockRate !== this.#clockRate) this.beginAnew()
    this.#clockRate = clockRate
  }

  /** Writes the header of a packet of audio made here. Samples, here and below, are ticks of the clock. */
  writeMade(packet: Buffer, payloadType: number, samples: number): void {
    this.#relay = undefined
    this.#write(packet, payloadType, this.#begins)
    this.#begins = false
    this.#nextTimestamp = (this.#nextTimestamp + samples) >>> 0
  }

  /** Writes the header of a telephone-event packet, whose timestamp is that of its beginning. */
  writeKey(packet: Buffer, payloadType: number, key: { first: boolean; began: number }): void {
    this.#relay = undefined
    const sequence = this.#takeSequence()
    writeRtpHeader(packet, {
      payloadType,
      marker: key.first,
      sequence,
      timestamp: key.began,
      ssrc: this.ssrc,
    })
  }

  /**
   * Writes the header of a packet that is passed on. False for one from before this source was heard, which must
   * not be sent: its numbers were given to others.
   */
  writeRelayed(
    packet: Buffer,
    payloadType: number,
    { source, samples }: { source: RtpPacket; samples: number },
  ): boolean {
    const relay = this.#relayFor(source)
    const sequence = (source.sequence + relay.sequenceBy) & 0xffff
    const timestamp = (source.timestamp + relay.timestampBy) >>> 0
    if (sequenceAhead(sequence, relay.began) < 0) return false
    writeRtpHeader(packet, {
      payloadType,
      marker: source.marker || this.#begins,
      sequence,
      timestamp,
      ssrc: this.ssrc,
    })
    this.#begins = false
    this.#goPast(sequence, (timestamp + samples) >>> 0)
    return true
  }

  /** Lets time pass in which nothing is sent. */
  pass(samples: number): void {
    this.#nextTimestamp = (this.#nextTimestamp + samples) >>> 0
    this.beginAnew()
  }

  /** Forgets the relayed source: the next packet is another's, even if its numbers look alike. */
  beginAnew(): void {
    this.#relay = undefined
    this.#begins = true
  }

  /** Lets time pass in which a key sounds. */
  passKey(samples: number): void {
    this.#nextTimestamp = (this.#nextTimestamp + samples) >>> 0
  }

  /** The timestamp of what is sent next. */
  get timestamp(): number {
    return this.#nextTimestamp
  }

  #write(packet: Buffer, payloadType: number, marker: boolean): void {
    const sequence = this.#takeSequence()
    const timestamp = this.#nextTimestamp
    writeRtpHeader(packet, { payloadType, marker, sequence, timestamp, ssrc: this.ssrc })
  }

  #takeSequence(): number {
    const sequence = this.#nextSequence
    this.#nextSequence = (sequence + 1) & 0xffff
    return sequence
  }

  #goPast(sequence: number, timestamp: number): void {
    if (sequenceAhead(sequence, this.#nextSequence) >= 0)
      this.#nextSequence = (sequence + 1) & 0xffff
    if (timestampAhead(timestamp, this.#nextTimestamp) > 0) this.#nextTimestamp = timestamp
  }

  #relayFor(source: RtpPacket) {
    if (this.#relay?.ssrc === source.ssrc && this.#isInReach(source, this.#relay))
      return this.#relay
    this.#relay = {
      ssrc: source.ssrc,
      sequenceBy: (this.#nextSequence - source.sequence) & 0xffff,
      timestampBy: (this.#nextTimestamp - source.timestamp) >>> 0,
      began: this.#nextSequence,
    }
    this.#begins = true
    return this.#relay
  }

  #isInReach(source: RtpPacket, relay: { sequenceBy: number; timestampBy: number }): boolean {
    const sequence = sequenceAhead(source.sequence + relay.sequenceBy, this.#nextSequence)
    const timestamp = timestampAhead(source.timestamp + relay.timestampBy, this.#nextTimestamp)
    return (
      Math.abs(sequence) <= mostSequenceAhead &&
      Math.abs(timestamp) <= mostSecondsAhead * this.#clockRate
    )
  }
}
