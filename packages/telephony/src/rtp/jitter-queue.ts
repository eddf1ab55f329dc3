import type { RtpPacket } from './packet.ts'
import { timestampAhead } from './packet.ts'

/** A little over a second of samples; a power of two, so that an index is a mask away. */
const capacity = 8192
const frame = 160
const fewestFrames = 2
const mostFrames = 4
/** Ticks without a shortage before the queue dares to be a frame shorter: 10 s. */
const calmTicks = 500
/** Ticks the queue may be longer than it need be before a frame is left out: 0.5 s. */
const crowdedTicks = 25

/**
 * Evens out the arrival of one party's audio for a mixer that takes 20 ms at each tick. Packets are placed by
 * timestamp, so order, size and loss do not matter (what is missing is silence). It waits for 2 frames before it
 * gives the first, for up to 4 after running short, and drops a frame when the sender's clock runs fast.
 */
export class JitterQueue {
  readonly #samples = new Int16Array(capacity)
  #ssrc: number | undefined
  #read = 0
  #written = 0
  #flows = false
  #wanted = fewestFrames
  #calm = 0
  #crowded = 0

  push(packet: RtpPacket, decode: Int16Array): void {
    const { payload, timestamp } = packet
    if (payload.length === 0 || payload.length > capacity / 2) return
    if (this.#startsAnew(packet)) this.#restart(packet)
    const end = (timestamp + payload.length) >>> 0
    if (timestampAhead(timestamp, this.#read) < 0) return
    this.#silenceUntil(timestamp)
    for (let index = 0; index < payload.length; index++) {
      this.#samples[(timestamp + index) & (capacity - 1)] = decode[payload[index] ?? 0] ?? 0
    }
    if (timestampAhead(end, this.#written) > 0) this.#written = end
  }

  /** Takes the next 20 ms into `out`; false when there is nothing to hear. */
  pull(out: Int16Array): boolean {
    const ready = this.#ready()
    if (!this.#flows && ready >= this.#wanted * frame) this.#flows = true
    if (!this.#flows) return false
    if (ready < frame) {
      this.#runShort()
      return false
    }
    this.#easeOff(ready)
    for (let index = 0; index < frame; index++) {
      out[index] = this.#samples[(this.#read + index) & (capacity - 1)] ?? 0
    }
    this.#read = (this.#read + frame) >>> 0
    return true
  }

  #ready(): number {
    return timestampAhead(this.#written, this.#read)
  }

  /** Another stream, or one that has jumped, or the first packet after everything was taken. */
  #startsAnew({ ssrc, timestamp }: RtpPacket): boolean {
    if (this.#ssrc !== ssrc) return true
    const ahead = timestampAhead(timestamp, this.#read)
    if (ahead > capacity / 2 || ahead < -capacity) return true
    return !this.#flows && this.#ready() < frame && timestampAhead(timestamp, this.#written) > 0
  }

  #restart({ ssrc, timestamp }: RtpPacket): void {
    this.#ssrc = ssrc
    this.#read = timestamp
    this.#written = timestamp
    this.#flows = false
  }

  #silenceUntil(timestamp: number): void {
    const gap = timestampAhead(timestamp, this.#written)
    for (let index = 0; index < gap; index++) {
      this.#samples[(this.#written + index) & (capacity - 1)] = 0
    }
  }

  #runShort(): void {
    this.#flows = false
    this.#wanted = Math.min(mostFrames, this.#wanted + 1)
    this.#calm = 0
  }

  #easeOff(ready: number): void {
    if (++this.#calm >= calmTicks) {
      this.#wanted = Math.max(fewestFrames, this.#wanted - 1)
      this.#calm = 0
    }
    this.#crowded = ready > (this.#wanted + 1) * frame ? this.#crowded + 1 : 0
    if (this.#crowded < crowdedTicks) return
    this.#read = (this.#read + frame) >>> 0
    this.#crowded = 0
  }
}
