import {
  finishRecording,
  type LegId,
  openRecording,
  streamWav,
  type VoiceEventOf,
  type VoicePort,
  wavBytes,
} from '@iris/telephony'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

const silenceEndMs = 3000
const longestMs = 60_000
/** What is shorter is no greeting. */
const leastMs = 800
const headerBytes = 44
const bytesPerMs = 16

type End = VoiceEventOf<'recording.ended'>['reason']

/** Records greetings from phones, into files whose keys are nowhere but here. */
export class GreetingRecorder {
  readonly #voice: VoicePort
  readonly #folder: string
  readonly #ends = new Map<string, (reason: End) => void>()
  readonly #stopListening: () => void

  constructor(voice: VoicePort, folder: string) {
    this.#voice = voice
    this.#folder = folder
    this.#stopListening = voice.on('recording.ended', ({ recording, reason }) => {
      this.#ends.get(recording)?.(reason)
      this.#ends.delete(recording)
    })
  }

  /**
   * Beeps and records what the party says, until a pound key, silence or a minute. Gives a WAV file; nothing where nothing
   * was said. Rejects when the signal is aborted.
   */
  async record(leg: LegId, signal: AbortSignal): Promise<Buffer | undefined> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const path = join(this.#folder, `${randomUUID()}.irr`)
    const key = randomBytes(32)
    try {
      const reason = await this.#recorded(leg, { path, key }, signal)
      signal.throwIfAborted()
      await finishRecording(path, key)
      const recording = await openRecording(path, key)
      const wav = await buffer(streamWav(recording, { start: 0, end: wavBytes(recording) }))
      return trimmed(wav, reason === 'silence' ? silenceEndMs : 0)
    } finally {
      await rm(path, { force: true })
    }
  }

  close(): void {
    this.#stopListening()
  }

  async #recorded(
    leg: LegId,
    file: { readonly path: string; readonly key: Uint8Array },
    signal: AbortSignal,
  ): Promise<End> {
    const options = { channels: 'party', beep: true, maxMs: longestMs, silenceEndMs } as const
    const recording = await this.#voice.record(leg, { ...options, ...file })
    const stop = () => void this.#voice.stopRecording(recording).catch(() => undefined)
    const stopListening = this.#voice.on('leg.dtmf', (event) => {
      if (event.leg === leg && event.key === '#') stop()
    })
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    try {
      return await new Promise<End>((resolve) => this.#ends.set(recording, resolve))
    } finally {
      stopListening()
      signal.removeEventListener('abort', stop)
    }
  }
}

/** Takes the silence at the end away that ended it; nothing is left where nothing was said. */
function trimmed(wav: Buffer, silentMs: number): Buffer | undefined {
  const data = wav.length - headerBytes - silentMs * bytesPerMs
  if (data < leastMs * bytesPerMs) return undefined
  const kept = Buffer.from(wav.subarray(0, headerBytes + data))
  kept.writeUInt32LE(headerBytes - 8 + data, 4)
  kept.writeUInt32LE(data, 40)
  return kept
}
