import { ArrivalDelay } from './arrival-delay.ts'
import type { Bands } from './bands.ts'
import { findPeriod, LossConcealment } from './loss-concealment.ts'
import { timestampAhead } from './packet.ts'

/** A little over a second of samples; a power of two, so that an index is a mask away. */
const capacity = 8192
const frame = 160
const frameMs = 20
const fewestFrames = 2
const mostFrames = 10
/** Ticks the queue may be longer than it need be before it is made shorter: 0.5 s. */
const crowdedTicks = 25
/** Far more waits than need be: a whole frame is left out each time. */
const overcrowdedFrames = 4

/** Where audio belongs: in which stream, and at which sample of it. */
export interface Place {
  readonly ssrc: number
  readonly timestamp: number
}

/**
 * Evens out the arrival of one party's audio for a mixer that takes 20 ms at each tick. Audio is placed by timestamp, so
 * order, size and repetition do not matter. How long it waits follows how late packets come: 40 to 200 ms. What is lost is
 * concealed; so is what is late, until there is nothing left to repeat, and the audio then goes on where it stopped. A
 * sender whose clock runs fast has a pitch period left out now and then, one that runs slow has a frame made up for it.
 * What is made up here has no high band.
 */
export class JitterQueue {
  readonly #samples = new Int16Array(capacity)
  /** The high band of the same samples, once there has been one. */
  #high: Int16Array | undefined
  /** Of which samples the audio has come and was not taken yet. */
  readonly #known = new Uint8Array(capacity)
  readonly #ahead = new Int16Array(3 * frame)
  readonly #delay = new ArrivalDelay()
  readonly #concealment = new LossConcealment()
  #ssrc: number | undefined
  #read = 0
  #written = 0
  #flows = false
  /** Samples made up since the audio stopped, to be lost or put in: that is known when it goes on. */
  #madeUp = 0
  #crowded = 0

  /**
   * Takes audio that came at this time, in milliseconds; without one, audio that was lost and has been recovered. Its place
   * is a timestamp of 8 kHz.
   */
  push({ ssrc, timestamp }: Place, audio: Bands, atMs?: number): void {
    const { low, high } = audio
    if (low.length === 0 || low.length > capacity / 2) return
    if (this.#startsAnew({ ssrc, timestamp })) this.#restart({ ssrc, timestamp })
    if (atMs !== undefined) this.#delay.note(timestamp, atMs)
    if (high) this.#high ??= new Int16Array(capacity)
    for (let index = 0; index < low.length; index++) {
      const at = (timestamp + index) >>> 0
      if (timestampAhead(at, this.#read) < 0) continue
      const place = at & (capacity - 1)
      this.#samples[place] = low[index] ?? 0
      if (this.#high) this.#high[place] = high?.[index] ?? 0
      this.#known[place] = 1
    }
    const end = (timestamp + low.length) >>> 0
    if (timestampAhead(end, this.#written) > 0) this.#written = end
  }

  /** Takes the next 20 ms into `out`, and its high band into `high`; false when there is nothing to hear. */
  pull(out: Int16Array, high?: Int16Array): boolean {
    high?.fill(0)
    const ready = this.#ready()
    if (!this.#flows && ready >= this.#wanted() * frame) this.#flows = true
    if (!this.#flows) return false
    if (ready < frame) return this.#runShort(out)
    if (this.#isCrowded(ready)) this.#shorten(ready)
    this.#take(out, high)
    return true
  }

  /** Whether there has been a high band. */
  get isWide(): boolean {
    return this.#high !== undefined
  }

  #wanted(): number {
    const frames = 1 + Math.ceil(this.#delay.waitMs / frameMs)
    return Math.max(fewestFrames, Math.min(mostFrames, frames))
  }

  #ready(): number {
    return timestampAhead(this.#written, this.#read)
  }

  /** Another stream, or one that has jumped, or the first packet after everything was taken. */
  #startsAnew({ ssrc, timestamp }: Place): boolean {
    if (this.#ssrc !== ssrc) return true
    const ahead = timestampAhead(timestamp, this.#read)
    if (ahead > capacity / 2 || ahead < -capacity) return true
    return !this.#flows && this.#ready() < frame && timestampAhead(timestamp, this.#written) > 0
  }

  #restart({ ssrc, timestamp }: Place): void {
    if (this.#ssrc === ssrc) this.#delay.beginAnew()
    else {
      this.#delay.reset()
      this.#concealment.reset()
    }
    this.#ssrc = ssrc
    this.#read = timestamp
    this.#written = timestamp
    this.#flows = false
    this.#madeUp = 0
    this.#known.fill(0)
  }

  /** Makes a frame up, and lets what is late come yet; gives up when there is nothing left to repeat. */
  #runShort(out: Int16Array): boolean {
    this.#crowded = 0
    if (this.#concealment.exhausted) {
      this.#flows = false
      return false
    }
    this.#concealment.conceal(out, 0, frame)
    this.#madeUp += frame
    return true
  }

  /** Takes a frame, run by run of what has come and what has not. */
  #take(out: Int16Array, high: Int16Array | undefined): void {
    let from = this.#madeUp > 0 ? this.#goOn(out) : 0
    while (from < frame) {
      const came = this.#isKnown(0)
      const begin = from
      for (; from < frame && this.#isKnown(0) === came; from++) {
        const place = this.#read & (capacity - 1)
        out[from] = this.#samples[place] ?? 0
        if (high && came) high[from] = this.#high?.[place] ?? 0
        this.#skip(1)
      }
      if (came) this.#concealment.hear(out, begin, from)
      else this.#concealment.conceal(out, begin, from)
    }
  }

  /**
   * Goes on after a stop. What turns out to be lost has been made up for; what was only late has had time put in before it,
   * which is filled up to whole periods. Gives how many samples that took.
   */
  #goOn(out: Int16Array): number {
    let putIn = this.#madeUp
    this.#madeUp = 0
    for (; putIn > 0 && !this.#isKnown(0); putIn--) this.#skip(1)
    const fill = Math.min(frame, this.#concealment.untilSeam(putIn))
    if (fill > 0) this.#concealment.conceal(out, 0, fill)
    return fill
  }

  #isKnown(ahead: number): boolean {
    return this.#known[(this.#read + ahead) & (capacity - 1)] === 1
  }

  #isCrowded(ready: number): boolean {
    this.#crowded = ready > (this.#wanted() + 1) * frame ? this.#crowded + 1 : 0
    return this.#crowded >= crowdedTicks
  }

  /** Leaves out what will be missed least: a pitch period where all of it has come, or a frame when far too much waits. */
  #shorten(ready: number): void {
    const isFarTooMuch = ready > (this.#wanted() + overcrowdedFrames) * frame
    if (isFarTooMuch || !this.#leaveOutPeriod(ready)) this.#skip(frame)
    if (!isFarTooMuch) this.#crowded = 0
  }

  #leaveOutPeriod(ready: number): boolean {
    const { length } = this.#ahead
    if (ready < length) return false
    for (let index = 0; index < length; index++) {
      if (!this.#isKnown(index)) return false
      this.#ahead[index] = this.#samples[(this.#read + index) & (capacity - 1)] ?? 0
    }
    const period = findPeriod(this.#ahead, frame, frame)
    this.#mergePeriods(this.#samples, period)
    if (this.#high) this.#mergePeriods(this.#high, period)
    this.#skip(period)
    return true
  }

  /** One period goes over into the next, of which only that remains. */
  #mergePeriods(band: Int16Array, period: number): void {
    for (let index = 0; index < period; index++) {
      const share = (index + 1) / (period + 1)
      const before = band[(this.#read + index) & (capacity - 1)] ?? 0
      const place = (this.#read + period + index) & (capacity - 1)
      band[place] = before * (1 - share) + (band[place] ?? 0) * share
    }
  }

  #skip(samples: number): void {
    for (let index = 0; index < samples; index++) {
      this.#known[(this.#read + index) & (capacity - 1)] = 0
    }
    this.#read = (this.#read + samples) >>> 0
  }
}
