import type { PlayOptions } from '../../port.ts'
import type { Law } from '../../rtp/g711.ts'
import { g711 } from '../../rtp/g711.ts'
import type { AudioTrack } from './audio-track.ts'

const samplesPerMs = 8

/** A track being played: where it has got to, and what comes at its end. */
export class Playback {
  readonly id: string
  readonly law: Law
  readonly #track: AudioTrack
  readonly #loop: boolean
  #at: number

  constructor(id: string, { track, law }: { track: AudioTrack; law: Law }, options: PlayOptions) {
    this.id = id
    this.law = law
    this.#track = track
    this.#loop = options.loop ?? false
    const offset = Math.max(0, Math.round((options.offsetMs ?? 0) * samplesPerMs)) || 0
    this.#at = this.#loop ? offset % track.samples : Math.min(offset, track.samples)
  }

  /** Whether everything was played. */
  get finished(): boolean {
    return !this.#loop && this.#at >= this.#track.samples
  }

  /** Writes the next `count` codes; silence after the end, and in a loop the beginning again at once. */
  write(target: Uint8Array, at: number, count: number): void {
    const { samples } = this.#track
    let done = 0
    while (done < count && this.#at < samples) {
      const step = Math.min(count - done, samples - this.#at)
      this.#track.write(target, { at: at + done, from: this.#at, count: step })
      done += step
      this.#at += step
      if (this.#loop && this.#at === samples) this.#at = 0
    }
    if (done < count) target.fill(g711[this.law].silence, at + done, at + count)
  }
}
