import { type RecordingId, VoiceError, type VoicePort } from '@iris/telephony'
import { Refusal } from '../../problem.ts'

interface Parts {
  readonly id: string
  readonly voice: Pick<VoicePort, 'pauseRecording' | 'resumeRecording' | 'stopRecording'>
  readonly recording: RecordingId
  /** Whether the engine was asked to begin it paused. */
  readonly isShielded: boolean
  /** Writes down that it was paused, or goes on, by itself. */
  readonly note: (kind: 'paused' | 'resumed') => Promise<void>
  readonly over: Promise<void>
}

/** A recording that this process makes. It is paused by hand, or shielded because of what the party enters, or both. */
export class RunningRecording {
  readonly #parts: Parts
  #isPausedByHand = false
  #isShielded: boolean

  constructor(parts: Parts) {
    this.#parts = parts
    this.#isShielded = parts.isShielded
  }

  get id(): string {
    return this.#parts.id
  }

  /** Resolves when it has ended and that is written down, or cannot be now and is left to the reaper. */
  get over(): Promise<void> {
    return this.#parts.over
  }

  async pause(): Promise<void> {
    this.#isPausedByHand = true
    await this.#parts.voice.pauseRecording(this.#parts.recording)
  }

  /** @throws Refusal `conflict` while the party enters what must not be recorded */
  async resume(): Promise<void> {
    if (this.#isShielded) {
      const detail = 'The caller enters digits in secret. Resume when that is over.'
      throw new Refusal('conflict', { detail })
    }
    this.#isPausedByHand = false
    await this.#parts.voice.resumeRecording(this.#parts.recording)
  }

  /** Ends it; it is ready when `over` resolves. */
  async stop(): Promise<void> {
    await this.#parts.voice.stopRecording(this.#parts.recording)
  }

  /** Silence takes the place of everything while it is shielded; then it is as it was before. One that has ended stays so. */
  async shield(isShielded: boolean): Promise<void> {
    if (this.#isShielded === isShielded) return
    this.#isShielded = isShielded
    const { voice, recording, note } = this.#parts
    if (this.#isPausedByHand) return
    try {
      await (isShielded ? voice.pauseRecording(recording) : voice.resumeRecording(recording))
    } catch (error) {
      if (error instanceof VoiceError && error.kind === 'gone') return
      throw error
    }
    await note(isShielded ? 'paused' : 'resumed')
  }
}
