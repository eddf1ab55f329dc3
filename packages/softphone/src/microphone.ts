import { createEmitter } from './emitter.ts'
import type { Emitter } from './emitter.ts'
import { listDevices, MicrophoneError, openInput, stopTracks } from './open-input.ts'
import type { AudioDevice, MicrophoneProblem, OpenInput, Processing } from './open-input.ts'

/** What asking for the microphone would come to: the browser asks the user, or has been told already. */
type MicrophonePermission = PermissionState | 'unknown'

export type MicrophoneState =
  | { readonly kind: 'off'; readonly permission: MicrophonePermission }
  /** The browser is asking the user, or the device is being opened. */
  | { readonly kind: 'asking' }
  /** `standingIn` while the default is used because the chosen device is not there. */
  | { readonly kind: 'ready'; readonly device: AudioDevice; readonly standingIn: boolean }
  /** Wanted, and tried again by itself when a device or the permission changes. */
  | { readonly kind: MicrophoneProblem }

/** The device changed under way: `unplugged`, and another stands in; or the better one has `returned`. */
export interface MicrophoneSwitch {
  readonly why: 'unplugged' | 'returned'
  readonly device: AudioDevice
}

interface MicrophoneEvents {
  state: MicrophoneState
  /** Another stream has taken the last one's place, or (`null`) none. */
  stream: MediaStream | null
  devices: readonly AudioDevice[]
  switched: MicrophoneSwitch
}

export interface MicrophoneOptions {
  /** The device to use where it is there; the browser's default otherwise. */
  readonly deviceId?: string | null
  /** All on by default. */
  readonly processing?: Partial<Processing>
  readonly mediaDevices?: MediaDevices
  readonly permissions?: Permissions
}

/** The one owner of the microphone. */
export interface Microphone extends Pick<Emitter<MicrophoneEvents>, 'on'> {
  readonly state: MicrophoneState
  readonly stream: MediaStream | null
  /** The inputs that are there. */
  readonly devices: readonly AudioDevice[]
  readonly chosenId: string | null
  /** Opens the microphone and keeps it open until `release`. Rejects with `MicrophoneError`. */
  acquire(): Promise<MediaStream>
  release(): void
  /** Uses another device from now on; `null` for the default. To keep the choice is the caller's business. */
  choose(deviceId: string | null): void
  setProcessing(processing: Partial<Processing>): void
  /** Releases it, and stops watching devices and permission. */
  dispose(): void
}

export function createMicrophone(options: MicrophoneOptions = {}): Microphone {
  return new BrowserMicrophone(options)
}

class BrowserMicrophone implements Microphone {
  readonly #emitter = createEmitter<MicrophoneEvents>()
  readonly on: Microphone['on'] = this.#emitter.on
  readonly #mediaDevices: MediaDevices | undefined
  readonly #disposal = new AbortController()
  #processing: Processing
  #chosenId: string | null
  #permission: MicrophonePermission = 'unknown'
  #state: MicrophoneState = { kind: 'off', permission: 'unknown' }
  #stream: MediaStream | null = null
  #device: AudioDevice | null = null
  #devices: readonly AudioDevice[] = []
  #isWanted = false
  #opening: Promise<MediaStream> | null = null
  /** Counts changes of what is wanted; an input opened for an older wish is no use. */
  #wish = 0

  constructor(options: MicrophoneOptions) {
    const { signal } = this.#disposal
    const everything = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
    this.#processing = { ...everything, ...options.processing }
    this.#chosenId = options.deviceId ?? null
    this.#mediaDevices = options.mediaDevices ?? globalThis.navigator?.mediaDevices
    this.#mediaDevices?.addEventListener('devicechange', () => void this.#onDeviceChange(), {
      signal,
    })
    void this.#watchPermission(options.permissions ?? globalThis.navigator?.permissions)
    void this.#listDevices()
  }

  get state(): MicrophoneState {
    return this.#state
  }

  get stream(): MediaStream | null {
    return this.#stream
  }

  get devices(): readonly AudioDevice[] {
    return this.#devices
  }

  get chosenId(): string | null {
    return this.#chosenId
  }

  async acquire(): Promise<MediaStream> {
    this.#isWanted = true
    return this.#opening ?? this.#stream ?? this.#open()
  }

  release(): void {
    this.#isWanted = false
    this.#wish += 1
    this.#take(null)
    this.#become({ kind: 'off', permission: this.#permission })
  }

  choose(deviceId: string | null): void {
    if (deviceId === this.#chosenId) return
    this.#chosenId = deviceId
    this.#reopen()
  }

  setProcessing(processing: Partial<Processing>): void {
    this.#processing = { ...this.#processing, ...processing }
    this.#reopen()
  }

  dispose(): void {
    this.release()
    this.#disposal.abort()
  }

  #become(state: MicrophoneState): void {
    this.#state = state
    this.#emitter.emit('state', state)
  }

  #take(stream: MediaStream | null): void {
    if (stream === this.#stream) return
    const former = this.#stream
    this.#stream = stream
    this.#emitter.emit('stream', stream)
    // After the others have had the chance to take the new one up, so that there is no gap.
    if (former) stopTracks(former)
  }

  #open(why?: MicrophoneSwitch['why']): Promise<MediaStream> {
    if (!this.#stream) this.#become({ kind: 'asking' })
    this.#opening = this.#openWished(why).finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  /** Opens what is wished for by the time it is open. */
  async #openWished(why?: MicrophoneSwitch['why']): Promise<MediaStream> {
    for (;;) {
      const wish = this.#wish
      const opened = await openInput(this.#mediaDevices, this.#chosenId, this.#processing)
      if (wish === this.#wish) return this.#use(opened, why)
      if ('stream' in opened) stopTracks(opened.stream)
      if (!this.#isWanted) throw new MicrophoneError('failed')
    }
  }

  #use(opened: OpenInput | MicrophoneError, why?: MicrophoneSwitch['why']): MediaStream {
    if (opened instanceof MicrophoneError) {
      this.#take(null)
      this.#become({ kind: opened.problem })
      throw opened
    }
    const { stream, device, standingIn } = opened
    const former = this.#device
    this.#device = device
    stream.getAudioTracks()[0]?.addEventListener('ended', () => this.#onEnded(stream))
    this.#take(stream)
    this.#become({ kind: 'ready', device, standingIn })
    const isOther = former?.id !== device.id || former.label !== device.label
    if (why && isOther) this.#emitter.emit('switched', { why, device })
    // Devices have names from now on.
    void this.#listDevices()
    return stream
  }

  #reopen(why?: MicrophoneSwitch['why']): void {
    this.#wish += 1
    // One that is being opened sees that it is no longer what is wished for.
    if (!this.#isWanted || this.#opening) return
    // What went wrong is the state's to tell.
    this.#open(why).catch(() => undefined)
  }

  #onEnded(stream: MediaStream): void {
    if (stream === this.#stream) this.#reopen('unplugged')
  }

  async #listDevices(): Promise<void> {
    const devices = await listDevices(this.#mediaDevices, 'audioinput')
    if (this.#disposal.signal.aborted) return
    this.#devices = devices
    this.#emitter.emit('devices', devices)
  }

  async #onDeviceChange(): Promise<void> {
    await this.#listDevices()
    if (!this.#isWanted || this.#opening) return
    const state = this.#state
    if (state.kind !== 'ready') return this.#reopen()
    if (this.#isGone(state.device)) return this.#reopen('unplugged')
    if (this.#hasBetterThan(state.device, state.standingIn)) this.#reopen('returned')
  }

  #isGone(device: AudioDevice): boolean {
    return device.id !== '' && !this.#devices.some(({ id }) => id === device.id)
  }

  /** The chosen device is back; or, without a choice, the browser's default is another one now. */
  #hasBetterThan(device: AudioDevice, standingIn: boolean): boolean {
    if (standingIn) return this.#devices.some(({ id }) => id === this.#chosenId)
    if (this.#chosenId !== null || device.id !== 'default') return false
    const byDefault = this.#devices.find(({ id }) => id === 'default')
    return byDefault !== undefined && byDefault.label !== device.label
  }

  async #watchPermission(permissions: Permissions | undefined): Promise<void> {
    // Not every browser can be asked about the microphone.
    const status = await permissions?.query({ name: 'microphone' }).catch(() => undefined)
    if (!status || this.#disposal.signal.aborted) return
    const heed = () => {
      this.#permission = status.state
      if (this.#state.kind === 'off') this.#become({ kind: 'off', permission: status.state })
      else if (this.#state.kind === 'denied' && status.state === 'granted') this.#reopen()
    }
    status.addEventListener('change', heed, { signal: this.#disposal.signal })
    heed()
  }
}
