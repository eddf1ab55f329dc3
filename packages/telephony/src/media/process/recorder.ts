import type { RecordOptions } from '../../port.ts'
import { RecordingWriter } from '../../recording/recording-writer.ts'
import { g711 } from '../../rtp/g711.ts'
import type { RecordingEnd } from '../media-engine.ts'

type Frame = Int16Array | undefined

const frameSamples = 160
const tickMs = 20
/** The root mean square below which a frame counts as silence: 42 dB below full scale, above the hiss of a line. */
const silentBelow = 250

/** One recording while it is made: takes 20 ms at each tick and knows when it has to end. */
export class Recorder {
  readonly #writer: RecordingWriter
  readonly #options: RecordOptions
  readonly #codes: Buffer
  #skipTicks: number
  #paused: boolean
  #silentTicks = 0

  private constructor(writer: RecordingWriter, options: RecordOptions, skipMs: number) {
    this.#writer = writer
    this.#options = options
    this.#paused = options.paused ?? false
    this.#codes = Buffer.alloc(frameSamples * (options.channels === 'both' ? 2 : 1))
    this.#skipTicks = Math.ceil(skipMs / tickMs)
  }

  /** Makes the file. Nothing is recorded for the first `skipMs`, in which the beep is heard. */
  static async open(options: RecordOptions, skipMs: number): Promise<Recorder> {
    const { path, key, channels } = options
    const writer = await RecordingWriter.create(path, key, channels === 'both' ? 2 : 1)
    return new Recorder(writer, options, skipMs)
  }

  /** Silence takes the place of what is said meanwhile, so that times in the recording stay those of the call. */
  pause(): void {
    this.#paused = true
    this.#silentTicks = 0
  }

  resume(): void {
    this.#paused = false
  }

  /** Takes what was said and heard at this tick; gives why the recording has to end, once it has to. */
  take(says: Frame, hears: Frame): RecordingEnd | undefined {
    if (this.#skipTicks > 0) {
      this.#skipTicks--
      return undefined
    }
    const [left, right] = this.#paused ? [undefined, undefined] : [says, hears]
    if (this.#options.channels === 'both') {
      this.#encode(left, { from: 0, step: 2 })
      this.#encode(right, { from: 1, step: 2 })
    } else this.#encode(left, { from: 0, step: 1 })
    this.#writer.write(this.#codes)
    return this.#reasonToEnd(says)
  }

  /** Writes what is left. Rejects when the file could not be written whole. */
  async finish(): Promise<void> {
    await this.#writer.finish()
  }

  #encode(frame: Frame, { from, step }: { from: number; step: number }): void {
    const { encode, silence } = g711.PCMU
    for (let index = 0; index < frameSamples; index++) {
      const code = frame ? encode[(frame[index] ?? 0) & 0xffff] : silence
      this.#codes[from + index * step] = code ?? silence
    }
  }

  #reasonToEnd(says: Frame): RecordingEnd | undefined {
    const { maxMs, silenceEndMs } = this.#options
    if (this.#writer.failure) return 'failed'
    if (maxMs !== undefined && this.#writer.samples >= maxMs * 8) return 'max-length'
    if (silenceEndMs === undefined || this.#paused) return undefined
    this.#silentTicks = isSilent(says) ? this.#silentTicks + 1 : 0
    return this.#silentTicks * tickMs >= silenceEndMs ? 'silence' : undefined
  }
}

function isSilent(frame: Frame): boolean {
  if (!frame) return true
  let power = 0
  for (const sample of frame) power += sample * sample
  return power < silentBelow ** 2 * frame.length
}
