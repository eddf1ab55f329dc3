import type { MediaEngine, MediaEvent } from '../media/index.ts'
import type { LegId, VoiceEvent } from '../port.ts'
import type { Clock } from '../sip/clock.ts'
import type { Log } from '../sip/log.ts'
import type { Replaces } from '../sip/replaces.ts'
import type { Leg } from './leg.ts'
import type { LivenessTiming } from './liveness.ts'

/** What a leg needs of the driver it belongs to. */
export interface LegContext {
  readonly clock: Clock
  readonly media: MediaEngine
  readonly log: Log
  readonly timing: LegTiming
  readonly emit: (event: VoiceEvent) => void
  /** Whether anybody listens to a type of event. */
  readonly isHeard: (type: VoiceEvent['kind']) => boolean
  /** The leg has ended. */
  readonly forget: (leg: Leg) => void
  /** The leg that has the dialog which a Replaces names. */
  readonly legOf: (replaces: Replaces) => Leg | undefined
  /** A key came by INFO: those who hear the leg should get it too, as they do where it comes in the audio. */
  readonly passKey: (from: Leg, key: string) => void
}

/** In milliseconds. */
export interface LegTiming extends LivenessTiming {
  /** From being taken to audio both ways; a call that takes longer is ended. */
  readonly setUpMs: number
  /** A caller whom nobody attends to is sent away. */
  readonly unattendedMs: number
  /** From the end of what a party says to its text; what takes longer is given up. */
  readonly transcriptMs: number
}

/** What the engine tells of one leg while it lasts. */
export type LegMediaEvent = Exclude<
  Extract<MediaEvent, { leg: LegId }>,
  { kind: 'recording.ended' | 'speech.started' | 'listening.heard' | 'listening.over' }
>
