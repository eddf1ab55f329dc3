import { type Beep, BeepFinder } from './beep-finder.ts'
import { hearingOf } from './bursts.ts'
import { frameMs, frameSamples, framesOf } from './frame.ts'
import { HumFilter, levelOf } from './level.ts'
import { toneOf } from './tone.ts'
import { type Answerer, laterVerdictOf, type Verdict, verdictOf } from './verdict.ts'

/** What was found out about who answered. Times are from the first frame. */
export type AmdEvent =
  /** Comes once. */
  | {
      readonly kind: 'verdict'
      readonly answerer: Answerer
      /** 0.5 for a guess, 1 for certainty. */
      readonly confidence: number
      /** When speech began; `undefined` where none was heard. */
      readonly speechMs: number | undefined
      readonly atMs: number
      /** Whether no `revised` follows. */
      readonly isSettled: boolean
    }
  /**
   * What became of who talked on: a person with a long greeting, who has stopped and listens, or a machine, which has not.
   * Comes once after a verdict that is not settled, unless a beep comes before; `unknown` where too little could be heard.
   */
  | {
      readonly kind: 'revised'
      readonly answerer: Answerer
      readonly confidence: number
      readonly atMs: number
    }
  /** A beep ended: what is said now is recorded. */
  | {
      readonly kind: 'beep'
      readonly hz: number
      readonly durationMs: number
      readonly atMs: number
    }

export interface DetectorOptions {
  /** How long to wait for somebody to speak before the verdict is `unknown`; 5 s by default. */
  readonly silenceMs?: number
}

type Phase =
  | { readonly kind: 'listening' }
  /** Who it is will be known by then, or not at all. */
  | { readonly kind: 'doubting'; readonly until: number }
  | { readonly kind: 'decided' }

const nobodyKnows: Verdict = { answerer: 'unknown', confidence: 0.5 }
/** How long after a verdict it is waited for what becomes of it. */
const doubting = framesOf(4500)
/** Noise is judged by the last so many frames. */
const remembered = framesOf(8000)

/**
 * Tells people from answering machines by how they begin to speak, and hears the beep. It is given the sound of the
 * answered call, frame by frame (160 samples from −1 to 1 at 8 kHz); the verdict comes within 1.5 s after speech began.
 * It has no clock: time is what it was given.
 */
export class AnsweringMachineDetector {
  readonly #silenceFrames: number
  readonly #filter = new HumFilter()
  readonly #beeps = new BeepFinder()
  /** Levels of frames since the start, `undefined` for tones; shortened from the front. */
  readonly #levels: (number | undefined)[] = []
  #at = 0
  #phase: Phase = { kind: 'listening' }

  constructor(options: DetectorOptions = {}) {
    this.#silenceFrames = framesOf(options.silenceMs ?? 5000)
  }

  /** @throws RangeError for a frame of another length */
  push(frame: Float32Array): readonly AmdEvent[] {
    if (frame.length !== frameSamples) throw new RangeError('A frame has 160 samples.')
    const sound = this.#filter.push(frame)
    const levelDb = levelOf(sound)
    const beep = this.#beeps.push(this.#at, toneOf(sound), levelDb)
    this.#levels.push(this.#beeps.isTone ? undefined : levelDb)
    if (this.#levels.length > remembered) this.#levels.shift()
    this.#at += 1
    return beep ? this.#hearBeep(beep) : this.#judge()
  }

  #hearBeep({ hz, frames }: Beep): AmdEvent[] {
    // Before anybody spoke, a beep is a machine's as well.
    const verdict =
      this.#phase.kind === 'listening'
        ? [this.#decide({ answerer: 'machine', confidence: 0.95 }, undefined)]
        : []
    this.#phase = { kind: 'decided' }
    return [...verdict, { kind: 'beep', hz, durationMs: frames * frameMs, atMs: this.#atMs }]
  }

  get #atMs(): number {
    return this.#at * frameMs
  }

  #judge(): AmdEvent[] {
    switch (this.#phase.kind) {
      case 'listening':
        return this.#judgeFirst()
      case 'doubting':
        return this.#judgeAgain(this.#phase.until)
      case 'decided':
        return this.#rest()
    }
  }

  #judgeFirst(): AmdEvent[] {
    const hearing = hearingOf(this.#levels)
    const verdict = verdictOf(hearing, this.#levels.length)
    const [first] = hearing.bursts
    if (verdict && first) {
      return [this.#decide(verdict, (this.#at - this.#levels.length + first.from) * frameMs)]
    }
    if (first || this.#at < this.#silenceFrames) return []
    return [this.#decide(nobodyKnows, undefined)]
  }

  #judgeAgain(until: number): AmdEvent[] {
    // Who beeps now is a machine; whether it is a beep is known when it ends.
    if (this.#beeps.isTone) return []
    const later = laterVerdictOf(hearingOf(this.#levels), this.#levels.length)
    const verdict = later ?? (this.#at > until ? nobodyKnows : undefined)
    if (verdict === undefined) return []
    this.#phase = { kind: 'decided' }
    return [{ kind: 'revised', ...verdict, atMs: this.#atMs }]
  }

  /** Only beeps matter any more. */
  #rest(): AmdEvent[] {
    this.#levels.length = 0
    return []
  }

  #decide({ answerer, confidence }: Verdict, speechMs: number | undefined): AmdEvent {
    const isSettled = answerer !== 'unknown' || speechMs === undefined
    this.#phase = isSettled ? { kind: 'decided' } : { kind: 'doubting', until: this.#at + doubting }
    return { kind: 'verdict', answerer, confidence, speechMs, atMs: this.#atMs, isSettled }
  }
}
