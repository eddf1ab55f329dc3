import type { RtpPacket } from './packet.ts'
import { sequenceAhead } from './packet.ts'
import type { ReportBlock } from './rtcp.ts'

/** RFC 3550 §A.1: a jump beyond these is no loss and no late packet, but a new count. */
const mostDropout = 3000
const mostMisorder = 100
/** Sequence numbers remembered, to know what comes twice. */
const remembered = 512
const mostLost = 0x7f_ffff

/** What has come of a party's audio so far. */
export interface Received {
  /** Packets that should have come. */
  readonly packets: number
  /** Of these, the ones that did not. What came twice makes up for nothing. */
  readonly lost: number
  readonly jitterMs: number
}

interface Stream {
  readonly ssrc: number
  readonly base: number
  /** The highest sequence number, with its wraps. */
  highest: number
  received: number
  twice: number
  /** RFC 3550 §A.8, in timestamp units. */
  jitter: number
  transit: number | undefined
  clockPerMs: number
  /** The next number, if what seemed to be a jump is one. */
  badNext: number | undefined
  readonly seen: Int32Array
}

/**
 * Counts what comes of one party's audio, as RFC 3550 §A.1, A.3 and A.8 say: losses and interarrival jitter. A party that
 * changes its stream or its count goes on in a new one; the sums go over all of them.
 */
export class Reception {
  #stream: Stream | undefined
  #before = { packets: 0, lost: 0 }
  #reported = { expected: 0, received: 0 }

  /** Notes a packet of audio that came at this time, of a codec whose timestamps have this clock. */
  audio(packet: RtpPacket, atMs: number, clockPerMs = 8): void {
    const stream = this.#count(packet)
    if (!stream) return
    if (stream.clockPerMs !== clockPerMs) changeClock(stream, clockPerMs)
    const transit = (atMs * clockPerMs - packet.timestamp) | 0
    if (stream.transit !== undefined) {
      // Across the wrap of the clock, and not beyond what a call can bear.
      const change = Math.min(Math.abs((transit - stream.transit) | 0), clockPerMs * 10_000)
      stream.jitter += (change - stream.jitter) / 16
    }
    stream.transit = transit
  }

  /** Notes a packet whose timestamp says nothing of when it was sent, as a key's. */
  untimed(packet: RtpPacket): void {
    this.#count(packet)
  }

  get total(): Received {
    const stream = this.#stream
    if (!stream) return { ...this.#before, jitterMs: 0 }
    const { packets, lost } = countsOf(stream)
    return {
      packets: this.#before.packets + packets,
      lost: this.#before.lost + lost,
      jitterMs: stream.jitter / stream.clockPerMs,
    }
  }

  /** What to report of the stream, with the losses since the report before; `undefined` before anything came. */
  report(): Omit<ReportBlock, 'lastSenderReport' | 'delaySinceReport'> | undefined {
    const stream = this.#stream
    if (!stream) return undefined
    const expected = stream.highest - stream.base + 1
    const expectedSince = expected - this.#reported.expected
    const lostSince = expectedSince - (stream.received - this.#reported.received)
    this.#reported = { expected, received: stream.received }
    const fraction = expectedSince <= 0 ? 0 : Math.floor((lostSince * 256) / expectedSince)
    return {
      ssrc: stream.ssrc,
      fractionLost: Math.max(0, Math.min(255, fraction)),
      cumulativeLost: Math.max(-mostLost, Math.min(mostLost, expected - stream.received)),
      highestSequence: stream.highest >>> 0,
      jitter: Math.floor(stream.jitter),
    }
  }

  #count({ ssrc, sequence }: RtpPacket): Stream | undefined {
    const stream = this.#stream
    if (stream?.ssrc !== ssrc) return this.#begin(ssrc, sequence)
    const ahead = sequenceAhead(sequence, stream.highest & 0xffff)
    if (ahead > mostDropout || ahead < -mostMisorder) {
      // Two in a row of a new count are one; a single one is a stray.
      if (stream.badNext === sequence) return this.#begin(ssrc, sequence)
      stream.badNext = (sequence + 1) & 0xffff
      return undefined
    }
    if (ahead > 0) stream.highest += ahead
    note(stream, sequence)
    return stream
  }

  #begin(ssrc: number, sequence: number): Stream {
    const { packets, lost } = this.total
    this.#before = { packets, lost }
    this.#reported = { expected: 0, received: 0 }
    const stream: Stream = {
      ssrc,
      base: sequence,
      highest: sequence,
      received: 0,
      twice: 0,
      jitter: 0,
      transit: undefined,
      clockPerMs: 8,
      badNext: undefined,
      seen: new Int32Array(remembered).fill(-1),
    }
    note(stream, sequence)
    this.#stream = stream
    return stream
  }
}

/** Another codec: the jitter so far counts in other units, and the next transit time cannot be compared. */
function changeClock(stream: Stream, clockPerMs: number): void {
  stream.jitter *= clockPerMs / stream.clockPerMs
  stream.clockPerMs = clockPerMs
  stream.transit = undefined
}

function note(stream: Stream, sequence: number): void {
  const place = sequence % remembered
  if (stream.seen[place] === sequence) stream.twice++
  stream.seen[place] = sequence
  stream.received++
}

function countsOf({ base, highest, received, twice }: Stream): { packets: number; lost: number } {
  const packets = highest - base + 1
  return { packets, lost: Math.max(0, packets - (received - twice)) }
}
