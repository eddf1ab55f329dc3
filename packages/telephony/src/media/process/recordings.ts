import { randomUUID } from 'node:crypto'
import type { RecordingId, RecordOptions } from '../../port.ts'
import type { MediaEvent, RecordingEnd } from '../media-engine.ts'
import { MediaError } from '../media-engine.ts'
import type { Leg } from './leg.ts'
import { Recorder } from './recorder.ts'

const beepMs = 400
const beep = { kind: 'tone', hz: [1400], durationMs: beepMs } as const

interface Running {
  readonly leg: Leg
  readonly recorder: Recorder
}

/** The recordings that are being made. */
export class Recordings {
  readonly #notify: (event: MediaEvent) => void
  readonly #running = new Map<RecordingId, Running>()
  readonly #finishing = new Map<Leg, Promise<unknown>>()

  constructor(notify: (event: MediaEvent) => void) {
    this.#notify = notify
  }

  /** Begins to record a leg. Rejects with `MediaError`: `unavailable` when the file cannot be made. */
  async start(leg: Leg, recording: RecordingId, options: RecordOptions): Promise<void> {
    const isBeeping = options.beep === true
    const recorder = await Recorder.open(options, isBeeping ? beepMs : 0).catch(refuse)
    if (isBeeping) await leg.play(randomUUID(), beep, {}).catch(() => {})
    if (options.channels === 'both') leg.outbound.tap(recorder)
    leg.inbound.tap(recorder)
    this.#running.set(recording, { leg, recorder })
  }

  /** Takes 20 ms of every leg that is recorded. Each must have listened and been sent its own before. */
  tick(): void {
    for (const [recording, { leg, recorder }] of this.#running) {
      const { frame, heard } = leg.isUp
        ? { frame: leg.inbound.frame, heard: leg.outbound.heard }
        : { frame: undefined, heard: undefined }
      const reason = recorder.take(frame, heard)
      if (reason !== undefined) void this.#end(recording, reason)
    }
  }

  pause(recording: RecordingId): void {
    this.#get(recording).recorder.pause()
  }

  resume(recording: RecordingId): void {
    this.#get(recording).recorder.resume()
  }

  async stop(recording: RecordingId): Promise<void> {
    await this.#end(recording, 'stopped')
  }

  /** Ends what is being recorded of a leg; resolves once the files are whole. */
  async endAllOf(leg: Leg): Promise<void> {
    for (const [recording, running] of this.#running) {
      if (running.leg === leg) void this.#end(recording, 'leg-ended')
    }
    await this.#finishing.get(leg)
  }

  #get(recording: RecordingId): Running {
    const running = this.#running.get(recording)
    if (!running) throw new MediaError('gone', 'The recording has ended.')
    return running
  }

  async #end(recording: RecordingId, reason: RecordingEnd): Promise<void> {
    const running = this.#running.get(recording)
    if (!running) return
    const { leg, recorder } = running
    this.#running.delete(recording)
    leg.outbound.untap(recorder)
    leg.inbound.untap(recorder)
    const finished = recorder.finish().then(
      () => reason,
      () => 'failed' as const,
    )
    const all = Promise.all([this.#finishing.get(leg), finished])
    this.#finishing.set(leg, all)
    const event = { kind: 'recording.ended', leg: leg.id, recording } as const
    this.#notify({ ...event, reason: await finished })
    if (this.#finishing.get(leg) === all) this.#finishing.delete(leg)
  }
}

function refuse(error: unknown): never {
  const problem = error instanceof Error ? error.message : String(error)
  throw new MediaError('unavailable', `The recording cannot be made: ${problem}`, { cause: error })
}
