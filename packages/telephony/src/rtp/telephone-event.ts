import type { RtpPacket } from './packet.ts'
import { timestampAhead } from './packet.ts'

/** Keys as telephone-events, RFC 4733 §3: events 0 to 15. Times are in ticks of the events' clock, 8 kHz unless told. */
const keys = '0123456789*#ABCD'
const samplesPerTick = 160
const volume = 10
const longestDuration = 0xffff
/** A timestamp further back than 10 s is no late packet but a clock that was set anew. */
const latestSeconds = 10

/** Ticks of 20 ms that a sent key sounds, and the pause after it before the next. */
const keyTicks = 5
const pauseTicks = 3
const endPackets = 3
const mostWaitingKeys = 64

export function isKey(key: string): boolean {
  return key.length === 1 && keys.includes(key)
}

/**
 * Hears keys in a stream of telephone-event packets. A key is one event timestamp: it counts at its first packet,
 * whichever that is, so a key whose start or whose end was lost still counts, and repetitions do not.
 */
export class KeyReceiver {
  #last: { ssrc: number; timestamp: number; event: number; duration: number } | undefined

  /** The key this packet is the first sign of, if it is. */
  receive(packet: RtpPacket, clockRate = 8000): string | undefined {
    if (packet.payload.length < 4) return undefined
    const event = packet.payload.readUInt8(0)
    const duration = packet.payload.readUInt16BE(2)
    const { ssrc, timestamp } = packet
    const isNew = this.#isNew(packet, event, clockRate)
    if (isNew === 'old') return undefined
    this.#last = { ssrc, timestamp, event, duration }
    return isNew === 'new' ? keys[event] : undefined
  }

  #isNew(packet: RtpPacket, event: number, clockRate: number): 'new' | 'same' | 'old' {
    const last = this.#last
    if (last?.ssrc !== packet.ssrc) return 'new'
    const ahead = timestampAhead(packet.timestamp, last.timestamp)
    if (ahead < 0) return ahead > -latestSeconds * clockRate ? 'old' : 'new'
    if (ahead === 0) return 'same'
    // An event longer than its duration field goes on as a further segment (§2.5.1.3).
    const goesOn = event === last.event && last.duration === longestDuration
    return goesOn && ahead === longestDuration && !packet.marker ? 'same' : 'new'
  }
}

/** What to send for a key in one tick. */
export interface KeyPacket {
  readonly event: number
  /** Ticks of 8 kHz since the key began. */
  readonly duration: number
  readonly first: boolean
  readonly ended: boolean
}

/** Sends keys one after another, a packet a tick: each with three end packets (§2.5.1.4), and a pause between two. */
export class KeySender {
  readonly #waiting: number[] = []
  #tick = 0

  /** Puts a key at the end of those to be sent. False when far too many wait. */
  press(key: string): boolean {
    if (this.#waiting.length >= mostWaitingKeys) return false
    this.#waiting.push(keys.indexOf(key))
    return true
  }

  /** The packet for this tick, or `undefined` when audio may be sent. Call it once a tick. */
  next(): KeyPacket | undefined {
    const event = this.#waiting[0]
    if (event === undefined) return undefined
    const tick = this.#tick++
    const lastPacket = keyTicks + endPackets - 2
    if (tick > lastPacket) {
      if (tick === lastPacket + pauseTicks) this.#finish()
      return undefined
    }
    return {
      event,
      duration: Math.min(tick + 1, keyTicks) * samplesPerTick,
      first: tick === 0,
      ended: tick >= keyTicks - 1,
    }
  }

  /** Whether a key is being sent or waits: audio from elsewhere must not be sent between its packets. */
  get sending(): boolean {
    return this.#waiting.length > 0 && this.#tick <= keyTicks + endPackets - 2
  }

  #finish(): void {
    this.#waiting.shift()
    this.#tick = 0
  }
}

/** Writes the four bytes of an event's payload (§2.3). */
export function writeKeyPayload(
  target: Buffer,
  offset: number,
  key: KeyPacket,
  clockRate = 8000,
): void {
  target[offset] = key.event
  target[offset + 1] = (key.ended ? 0x80 : 0) | volume
  target.writeUInt16BE(key.duration * (clockRate / 8000), offset + 2)
}

/** The duration a telephone-event packet states, in ticks; 0 when it is too short to say. */
export function keyDuration(payload: Buffer): number {
  return payload.length < 4 ? 0 : payload.readUInt16BE(2)
}
