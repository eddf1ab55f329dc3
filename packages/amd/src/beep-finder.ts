import { framesOf } from './frame.ts'
import type { Tone } from './tone.ts'

/** A tone that asks to speak after it. */
export interface Beep {
  readonly hz: number
  /** In frames. */
  readonly from: number
  readonly frames: number
}

/** Machines beep between these; below is speech and dial tone, above nothing comes through the telephone. */
const [lowestHz, highestHz] = [400, 3000]
const purity = { toBegin: 0.72, toStay: 0.6 }
const quietestDb = -45
/** How far the frequency may wander from frame to frame, and the level. */
const [driftHz, driftDb] = [30, 6]
/** So many frames may be lost on the way, or drowned, without an end. */
const bridged = 3
const longest = framesOf(3000)

/** Voices hold a low note as well, but not for long. */
function shortestAt(hz: number): number {
  return hz < 500 ? framesOf(200) : framesOf(120)
}

interface Running {
  readonly from: number
  readonly hz: number
  readonly levelDb: number
  readonly last: number
}

/** Finds beeps: one frequency that holds still, and its level with it. */
export class BeepFinder {
  #running: Running | undefined

  /** Whether the frame belongs to a tone that holds still already. */
  get isTone(): boolean {
    return this.#running !== undefined && this.#running.last - this.#running.from >= framesOf(60)
  }

  /** The beep that has ended by this frame, if one did. Frames come in order; `at` counts them. */
  push(at: number, tone: Tone, levelDb: number): Beep | undefined {
    const running = this.#running
    const isBeep = isPure(tone, running ? purity.toStay : purity.toBegin) && levelDb > quietestDb
    if (running && isBeep && isSame(running, tone.hz, levelDb)) {
      // The frequency is followed slowly, so that a gliding one is none.
      const hz = running.hz + 0.1 * (tone.hz - running.hz)
      this.#running = { ...running, hz, last: at, levelDb: Math.max(running.levelDb, levelDb) }
      return undefined
    }
    if (running && at - running.last <= bridged) return undefined
    this.#running = isBeep ? { from: at, hz: tone.hz, levelDb, last: at } : undefined
    if (running === undefined) return undefined
    const frames = running.last - running.from + 1
    if (frames < shortestAt(running.hz) || frames > longest) return undefined
    return { hz: Math.round(running.hz), from: running.from, frames }
  }
}

function isPure({ hz, purity }: Tone, least: number): boolean {
  return purity >= least && hz >= lowestHz && hz <= highestHz
}

function isSame(running: Running, hz: number, levelDb: number): boolean {
  return Math.abs(hz - running.hz) <= driftHz && Math.abs(levelDb - running.levelDb) <= driftDb
}
