import { audioContext } from './audio-context.ts'
import { AudioOutput } from './audio-output.ts'
import type { OutputState } from './audio-output.ts'
import { createEmitter } from './emitter.ts'
import type { Emitter } from './emitter.ts'
import { listDevices } from './open-input.ts'
import type { AudioDevice } from './open-input.ts'
import { startRinging } from './ring-tone.ts'
import type { RingKind } from './ring-tone.ts'

interface SpeakerEvents {
  /** Of the voice and the ring tone together: `blocked` when either is. */
  state: OutputState
  devices: readonly AudioDevice[]
}

export interface SpeakerOptions {
  /** Output devices for the voice and for the ring tone; the browser's default where `null`. */
  readonly voiceDeviceId?: string | null
  readonly ringDeviceId?: string | null
  readonly mediaDevices?: MediaDevices
  readonly createAudio?: () => HTMLAudioElement
  readonly startRinging?: (kind: RingKind) => { readonly stream: MediaStream; stop(): void }
  readonly page?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
}

/** What is heard: the other side, and the ring tone, each on its own device. */
export interface Speaker extends Pick<Emitter<SpeakerEvents>, 'on'> {
  readonly state: OutputState
  /** The outputs that are there; empty where the browser does not tell or lets none be chosen. */
  readonly devices: readonly AudioDevice[]
  play(stream: MediaStream | null): void
  ring(kind: RingKind | null): void
  chooseVoiceDevice(deviceId: string | null): void
  chooseRingDevice(deviceId: string | null): void
  /** Falls silent and stops watching devices. */
  dispose(): void
}

export function createSpeaker(options: SpeakerOptions = {}): Speaker {
  return new BrowserSpeaker(options)
}

class BrowserSpeaker implements Speaker {
  readonly #emitter = createEmitter<SpeakerEvents>()
  readonly on: Speaker['on'] = this.#emitter.on
  readonly #voice: AudioOutput
  readonly #bell: AudioOutput
  readonly #startRinging: NonNullable<SpeakerOptions['startRinging']>
  readonly #mediaDevices: MediaDevices | undefined
  readonly #disposal = new AbortController()
  #devices: readonly AudioDevice[] = []
  #ringing: { readonly kind: RingKind; stop(): void } | null = null

  constructor(options: SpeakerOptions) {
    const outputOptions = {
      onState: () => this.#emitter.emit('state', this.state),
      createAudio: options.createAudio ?? (() => new Audio()),
      page: options.page ?? globalThis,
    }
    this.#voice = new AudioOutput(outputOptions)
    this.#bell = new AudioOutput(outputOptions)
    this.#startRinging = options.startRinging ?? ((kind) => startRinging(audioContext(), kind))
    this.#mediaDevices = options.mediaDevices ?? globalThis.navigator?.mediaDevices
    this.#mediaDevices?.addEventListener('devicechange', () => void this.#onDeviceChange(), {
      signal: this.#disposal.signal,
    })
    this.chooseVoiceDevice(options.voiceDeviceId ?? null)
    this.chooseRingDevice(options.ringDeviceId ?? null)
    void this.#listDevices()
  }

  get state(): OutputState {
    const states = [this.#voice.state, this.#bell.state]
    return (
      states.find(({ kind }) => kind === 'blocked') ??
      states.find(({ kind }) => kind === 'playing') ?? { kind: 'silent' }
    )
  }

  get devices(): readonly AudioDevice[] {
    return this.#devices
  }

  play(stream: MediaStream | null): void {
    this.#voice.play(stream)
  }

  ring(kind: RingKind | null): void {
    if (kind === (this.#ringing?.kind ?? null)) return
    this.#ringing?.stop()
    this.#ringing = null
    if (!kind) return this.#bell.play(null)
    const { stream, stop } = this.#startRinging(kind)
    this.#ringing = { kind, stop }
    this.#bell.play(stream)
  }

  chooseVoiceDevice(deviceId: string | null): void {
    void this.#voice.setDevice(deviceId)
  }

  chooseRingDevice(deviceId: string | null): void {
    void this.#bell.setDevice(deviceId)
  }

  dispose(): void {
    this.#disposal.abort()
    this.ring(null)
    this.play(null)
  }

  async #onDeviceChange(): Promise<void> {
    await this.#listDevices()
    await Promise.all([this.#voice.renewDevice(), this.#bell.renewDevice()])
  }

  async #listDevices(): Promise<void> {
    const devices = await listDevices(this.#mediaDevices, 'audiooutput')
    if (this.#disposal.signal.aborted) return
    this.#devices = devices
    this.#emitter.emit('devices', devices)
  }
}
