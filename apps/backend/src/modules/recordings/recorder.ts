import {
  type LegId,
  RecordingError,
  type RecordOptions,
  type VoiceEventOf,
  type VoicePort,
} from '@iris/telephony'
import type { Logger } from '../../log.ts'
import type { DoWork, Work } from '../../work.ts'
import { RunningRecording } from './running-recording.ts'
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
  /** It holds silence because of what its party enters, or goes on. Left out where nobody looks on. */
  shielded?(work: Work, kind: 'paused' | 'resumed'): Promise<void>
}

/** Keeps what a leg enters out of every recording of it. */
export interface Shield {
  /** The recordings go on as they were; what is paused by hand stays so. */
  lift(): Promise<void>
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
  /** What is being recorded of whom. */
  readonly #ofLeg = new Map<RunningRecording, LegId>()
  /** How many shields each leg has. */
  readonly #shields = new Map<LegId, number>()
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
      const isShielded = this.#shields.has(leg)
      const recording = await voice.record(leg, { ...options, path, key, paused: isShielded })
      this.#endOf.set(recording, (reason) => void complete(reason))
      const note = (kind: 'paused' | 'resumed') => this.#note(sheet, kind)
      const made = { id: sheet.id, voice, recording, isShielded, note, over: over.promise }
      const running = new RunningRecording(made)
      this.#ofLeg.set(running, leg)
      void over.promise.then(() => this.#ofLeg.delete(running))
      if (isShielded) await note('paused')
      await running.shield(this.#shields.has(leg))
      return running
    } catch (error) {
      await complete()
      throw error
    }
  }

  /**
   * Lets every recording of a leg hold silence, those that begin meanwhile too, until the shield is lifted. Rejects when
   * one of them could not be paused; they go on then.
   */
  async shield(leg: LegId): Promise<Shield> {
    this.#shields.set(leg, (this.#shields.get(leg) ?? 0) + 1)
    let isUp = true
    const lift = async () => {
      if (!isUp) return
      isUp = false
      const left = (this.#shields.get(leg) ?? 0) - 1
      if (left > 0) return void this.#shields.set(leg, left)
      this.#shields.delete(leg)
      await this.#shieldAll(leg)
    }
    try {
      await this.#shieldAll(leg)
    } catch (error) {
      await lift().catch(() => undefined)
      throw error
    }
    return { lift }
  }

  async #shieldAll(leg: LegId): Promise<void> {
    const recordings = [...this.#ofLeg].filter(([, of]) => of === leg)
    const isShielded = this.#shields.has(leg)
    await Promise.all(recordings.map(([running]) => running.shield(isShielded)))
  }

  /** That it could not be written down changes nothing of what is recorded. */
  async #note(sheet: RecordingSheet, kind: 'paused' | 'resumed'): Promise<void> {
    const { doWork, log } = this.#parts
    await doWork(sheet.tenantId, null, async (work) => sheet.shielded?.(work, kind)).catch(
      (error: unknown) => {
        log.error({ err: error, recordingId: sheet.id }, `that it is ${kind} is not written down`)
      },
    )
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
