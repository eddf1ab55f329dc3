import {
  type LegId,
  RecordingError,
  type RecordOptions,
  type VoiceEventOf,
  type VoicePort,
} from '@iris/telephony'
import type { Logger } from '../../log.ts'
import type { DoWork, Work } from '../../work.ts'
import type { RecordingVault, Sealed } from './vault.ts'

/** How a recording ended: `interrupted` where nobody was left to say. */
export interface RecordingEnd {
  readonly durationMs: number
  readonly reason: VoiceEventOf<'recording.ended'>['reason'] | 'interrupted'
}

/** How a recording is written down, whatever it is of. Each change and its events are in the work's transaction. */
export interface RecordingSheet {
  readonly id: string
  readonly tenantId: string
  begun(work: Work, wrappedKey: Buffer): Promise<void>
  /** Its file is whole. May be told twice. */
  ready(work: Work, end: RecordingEnd): Promise<void>
  /** There is nothing that could be listened to. May be told twice. */
  failed(work: Work): Promise<void>
}

/** A recording that this process makes. */
export interface RunningRecording {
  readonly id: string
  pause(): Promise<void>
  resume(): Promise<void>
  /** Ends it; it is ready when `over` resolves. */
  stop(): Promise<void>
  /** Resolves when it has ended and that is written down, or cannot be now and is left to the reaper. */
  readonly over: Promise<void>
}

interface Parts {
  readonly voice: VoicePort
  readonly vault: RecordingVault
  readonly doWork: DoWork
  readonly log: Logger
}

/** Makes recordings and writes each down: before its first sound, so that no key is ever lost, and at its end. */
export class Recorder {
  readonly #parts: Parts
  /** By the recording's id: how to complete each that is being made. */
  readonly #running = new Map<string, () => Promise<void>>()
  readonly #endOf = new Map<string, (reason: RecordingEnd['reason']) => void>()
  readonly #stopListening: () => void

  constructor(parts: Parts) {
    this.#parts = parts
    this.#stopListening = parts.voice.on('recording.ended', ({ recording, reason }) => {
      this.#endOf.get(recording)?.(reason)
      this.#endOf.delete(recording)
    })
  }

  /** Whether this process makes the recording. */
  carries(id: string): boolean {
    return this.#running.has(id)
  }

  /** Begins to record a leg. Rejects when that cannot be; the recording is then written down as failed. */
  async start(
    sheet: RecordingSheet,
    leg: LegId,
    options: Omit<RecordOptions, 'path' | 'key'>,
  ): Promise<RunningRecording> {
    const { voice, vault, doWork } = this.#parts
    const { path, key, wrappedKey } = await vault.make(sheet)
    const over = Promise.withResolvers<void>()
    const complete = (reason: RecordingEnd['reason'] = 'interrupted') =>
      this.#complete(sheet, { wrappedKey, reason }).finally(over.resolve)
    this.#running.set(sheet.id, complete)
    try {
      await doWork(sheet.tenantId, null, (work) => sheet.begun(work, wrappedKey))
      const recording = await voice.record(leg, { ...options, path, key })
      this.#endOf.set(recording, (reason) => void complete(reason))
      return {
        id: sheet.id,
        pause: () => voice.pauseRecording(recording),
        resume: () => voice.resumeRecording(recording),
        stop: () => voice.stopRecording(recording),
        over: over.promise,
      }
    } catch (error) {
      await complete()
      throw error
    }
  }

  /** Completes what is left once the voice engine is closed and writes no more. */
  async close(): Promise<void> {
    this.#stopListening()
    await Promise.all([...this.#running.values()].map((complete) => complete()))
  }

  async #complete(
    sheet: RecordingSheet,
    end: { readonly wrappedKey: Buffer; readonly reason: RecordingEnd['reason'] },
  ): Promise<void> {
    try {
      await completeRecording(this.#parts, sheet, end)
    } catch (error) {
      const { log } = this.#parts
      log.error({ err: error, recordingId: sheet.id }, 'a recording is completed later')
    } finally {
      this.#running.delete(sheet.id)
    }
  }
}

/** Finishes a recording's file and writes it down as ready, or as failed where there is nothing to listen to. */
export async function completeRecording(
  { vault, doWork, log }: Pick<Parts, 'vault' | 'doWork' | 'log'>,
  sheet: RecordingSheet,
  { wrappedKey, reason }: { wrappedKey: Uint8Array; reason: RecordingEnd['reason'] },
): Promise<void> {
  const durationMs = await lengthOf(vault, { ...sheet, wrappedKey }, log)
  await doWork(sheet.tenantId, null, (work) =>
    durationMs === undefined ? sheet.failed(work) : sheet.ready(work, { durationMs, reason }),
  )
}

async function lengthOf(
  vault: RecordingVault,
  sealed: Sealed,
  log: Logger,
): Promise<number | undefined> {
  try {
    return await vault.finish(sealed)
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error
    log.error({ err: error, recordingId: sealed.id }, 'a recording holds nothing')
    return undefined
  }
}
