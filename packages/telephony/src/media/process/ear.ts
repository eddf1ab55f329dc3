import type { ListenBounds } from '../../listening.ts'
import { g711 } from '../../rtp/g711.ts'
import type { HearingEnd } from '../media-engine.ts'
import { SpeechLevel } from './speech-level.ts'

type Frame = Int16Array | undefined

const frameSamples = 160
const tickMs = 20
/** What is heard is handed on by the tenth of a second, as recognisers take it. */
const framesAtOnce = 5
/** A crack is shorter than any word. */
const shortestWordTicks = 3

interface EarEvents {
  /** Some frames, as they came. */
  readonly onHeard: (muLaw: Uint8Array) => void
  /** Somebody has begun to speak. */
  readonly onSpeech: () => void
}

/** Listens to one leg: takes 20 ms at each tick, hands them on, and knows when all has been said. */
export class Ear {
  readonly #bounds: ListenBounds
  readonly #events: EarEvents
  readonly #level = new SpeechLevel()
  readonly #codes = new Uint8Array(frameSamples * framesAtOnce)
  #ticks = 0
  #unsent = 0
  #loudTicks = 0
  /** When somebody spoke first. */
  #spokenAt: number | undefined
  #silentTicks = 0

  constructor(bounds: ListenBounds, events: EarEvents) {
    this.#bounds = bounds
    this.#events = events
  }

  /** Takes what was said at this tick; gives why nothing more is listened to, once that is so. */
  take(frame: Frame): HearingEnd | undefined {
    this.#ticks++
    this.#keep(frame)
    this.#judge(frame)
    const reason = this.#reasonToEnd()
    if (reason !== undefined) this.#handOn()
    return reason
  }

  #keep(frame: Frame): void {
    const { encode, silence } = g711.PCMU
    const from = this.#unsent * frameSamples
    for (let index = 0; index < frameSamples; index++) {
      const code = frame ? encode[(frame[index] ?? 0) & 0xffff] : silence
      this.#codes[from + index] = code ?? silence
    }
    if (++this.#unsent === framesAtOnce) this.#handOn()
  }

  #handOn(): void {
    if (this.#unsent > 0) this.#events.onHeard(this.#codes.slice(0, this.#unsent * frameSamples))
    this.#unsent = 0
  }

  #judge(frame: Frame): void {
    const isLoud = this.#level.isSpeech(frame)
    this.#loudTicks = isLoud ? this.#loudTicks + 1 : 0
    this.#silentTicks = isLoud ? 0 : this.#silentTicks + 1
    if (this.#loudTicks < shortestWordTicks || this.#spokenAt !== undefined) return
    this.#spokenAt = this.#ticks
    this.#events.onSpeech()
  }

  #reasonToEnd(): HearingEnd | undefined {
    const { maxMs, firstWordMs, silenceEndMs } = this.#bounds
    if (this.#spokenAt === undefined) {
      return this.#ticks * tickMs >= firstWordMs ? 'no-speech' : undefined
    }
    if (this.#silentTicks * tickMs >= silenceEndMs) return 'silence'
    return (this.#ticks - this.#spokenAt) * tickMs >= maxMs ? 'max-length' : undefined
  }
}
