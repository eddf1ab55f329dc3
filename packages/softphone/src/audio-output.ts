export type OutputState =
  | { readonly kind: 'silent' }
  | { readonly kind: 'playing' }
  /** The browser plays nothing before the page was touched; it is tried again at the first click or key. */
  | { readonly kind: 'blocked' }

export interface AudioOutputOptions {
  readonly onState: (state: OutputState) => void
  readonly createAudio: () => HTMLAudioElement
  /** Where clicks and keys are seen. */
  readonly page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
}

/** Plays one stream on one output device. */
export class AudioOutput {
  readonly #options: AudioOutputOptions
  readonly #audio: HTMLAudioElement
  #state: OutputState = { kind: 'silent' }
  #deviceId = ''
  readonly #retry = () => void this.#start()

  constructor(options: AudioOutputOptions) {
    this.#options = options
    this.#audio = options.createAudio()
  }

  get state(): OutputState {
    return this.#state
  }

  /** Plays this in place of what was played; `null` is silence. */
  play(stream: MediaStream | null): void {
    if (stream === this.#audio.srcObject) return
    this.#audio.srcObject = stream
    if (stream) return void this.#start()
    this.#audio.pause()
    this.#become({ kind: 'silent' })
  }

  /** Uses a device; the default for `null`, and where the device is not there or none can be chosen. */
  async setDevice(deviceId: string | null): Promise<void> {
    this.#deviceId = deviceId ?? ''
    if (typeof this.#audio.setSinkId !== 'function') return
    try {
      await this.#audio.setSinkId(this.#deviceId)
    } catch {
      await this.#audio.setSinkId('').catch(() => undefined)
    }
  }

  /** Devices have come or gone: the chosen one may be back. */
  async renewDevice(): Promise<void> {
    if (this.#deviceId !== '') await this.setDevice(this.#deviceId)
  }

  async #start(): Promise<void> {
    const stream = this.#audio.srcObject
    try {
      await this.#audio.play()
      if (stream === this.#audio.srcObject) this.#become({ kind: 'playing' })
    } catch (error) {
      // Any other error is that of a stream that was taken away before it could begin.
      const isRefused = error instanceof Error && error.name === 'NotAllowedError'
      if (isRefused && stream === this.#audio.srcObject) this.#become({ kind: 'blocked' })
    }
  }

  #become(state: OutputState): void {
    if (state.kind === this.#state.kind) return
    this.#state = state
    const { page } = this.#options
    for (const type of ['pointerdown', 'keydown']) {
      if (state.kind === 'blocked') page.addEventListener(type, this.#retry)
      else page.removeEventListener(type, this.#retry)
    }
    this.#options.onState(state)
  }
}
