import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import type { OutputState } from './audio-output.ts'
import { idle, isBusy } from './core/call.ts'
import type { CallState, Refusal } from './core/call.ts'
import type { LineState } from './core/line.ts'
import { meterLevel } from './level.ts'
import { createMicrophone } from './microphone.ts'
import type { MicrophoneOptions, MicrophoneState, MicrophoneSwitch } from './microphone.ts'
import type { AudioDevice, Processing } from './open-input.ts'
import type { Phone, PhoneOptions } from './phone.ts'
import type { RingKind } from './ring-tone.ts'
import { createSpeaker } from './speaker.ts'
import type { SpeakerOptions } from './speaker.ts'
import { checkSupport } from './support.ts'
import type { SupportProblem } from './support.ts'

export interface SoftphoneOptions extends Omit<PhoneOptions, 'microphone'> {
  readonly microphone?: Pick<MicrophoneOptions, 'deviceId' | 'processing'>
  readonly speaker?: Pick<SpeakerOptions, 'voiceDeviceId' | 'ringDeviceId'>
}

type Shown<T> = Readonly<ShallowRef<T>>

/** A telephone for a page: what to show, and what can be done. Commands give back why they were refused, or `null`. */
export interface Softphone {
  /** What keeps this browser from telephoning; empty when nothing does. */
  readonly support: readonly SupportProblem[]
  readonly line: Shown<LineState>
  readonly call: Shown<CallState>
  readonly microphone: Shown<MicrophoneState>
  readonly microphones: Shown<readonly AudioDevice[]>
  /** The last time the device changed under way, for the page to tell. */
  readonly microphoneSwitch: Shown<MicrophoneSwitch | null>
  /** `blocked` while the browser refuses to play sound. */
  readonly sound: Shown<OutputState>
  readonly speakers: Shown<readonly AudioDevice[]>
  /** Loudness from 0 to 1: of the microphone in calls and while it is tested, and of the other side. */
  readonly localLevel: Shown<number>
  readonly remoteLevel: Shown<number>

  /** Loads what is needed and connects. Rejects when it cannot be loaded. */
  start(): Promise<void>
  stop(): void
  dial(target: string): Refusal | null
  accept(): Refusal | null
  reject(): Refusal | null
  hangUp(): Refusal | null
  setMuted(muted: boolean): Refusal | null
  hold(): Refusal | null
  resume(): Refusal | null
  sendKey(key: string): Refusal | null
  clear(): Refusal | null
  chooseMicrophone(deviceId: string | null): void
  setProcessing(processing: Partial<Processing>): void
  /** Shows the microphone's level outside calls too, until the function it gives back is called. */
  testMicrophone(): () => void
  chooseVoiceDevice(deviceId: string | null): void
  chooseRingDevice(deviceId: string | null): void
}

/**
 * A softphone that lives as long as the effect scope it is made in. JsSIP is loaded at the first `start`, so a page that
 * does not telephone yet does not pay for it.
 */
export function useSoftphone(options: SoftphoneOptions): Softphone {
  const microphone = createMicrophone(options.microphone)
  const speaker = createSpeaker(options.speaker)
  const line = shallowRef<LineState>({ kind: 'offline' })
  const call = shallowRef<CallState>(idle)
  const microphoneState = shallowRef(microphone.state)
  const microphones = shallowRef(microphone.devices)
  const microphoneSwitch = shallowRef<MicrophoneSwitch | null>(null)
  const sound = shallowRef(speaker.state)
  const speakers = shallowRef(speaker.devices)
  const local = createMeter()
  const remote = createMeter()
  let phone: Phone | undefined
  let tests = 0
  let isWanted = false

  microphone.on('state', (state) => (microphoneState.value = state))
  microphone.on('devices', (devices) => (microphones.value = devices))
  microphone.on('switched', (event) => (microphoneSwitch.value = event))
  microphone.on('stream', meterMicrophone)
  speaker.on('state', (state) => (sound.value = state))
  speaker.on('devices', (devices) => (speakers.value = devices))

  function meterMicrophone(): void {
    local.measure(tests > 0 || isBusy(call.value) ? microphone.stream : null)
  }

  function onCall(state: CallState): void {
    call.value = state
    speaker.ring(ringFor(state))
    meterMicrophone()
  }

  function onRemoteStream(stream: MediaStream | null): void {
    speaker.play(stream)
    remote.measure(stream)
  }

  async function start(): Promise<void> {
    isWanted = true
    if (!phone) {
      const { createPhone } = await import('./jssip-phone.ts')
      phone ??= listenTo(createPhone({ ...options, microphone }))
    }
    if (isWanted) phone.start()
  }

  function listenTo(made: Phone): Phone {
    made.on('line', (state) => (line.value = state))
    made.on('call', onCall)
    made.on('remote-stream', onRemoteStream)
    return made
  }

  function stop(): void {
    isWanted = false
    phone?.stop()
  }

  function testMicrophone(): () => void {
    tests += 1
    // What is wrong with it shows in its state.
    microphone.acquire().catch(() => undefined)
    meterMicrophone()
    return () => {
      tests -= 1
      meterMicrophone()
      const isKept = isWanted && (options.registers ?? true)
      const isNeeded = tests > 0 || isBusy(call.value) || isKept
      if (!isNeeded) microphone.release()
    }
  }

  onScopeDispose(() => {
    stop()
    local.measure(null)
    speaker.dispose()
    microphone.dispose()
  })

  /** Before there is a phone, there is no line either. */
  const order = (give: (phone: Phone) => Refusal | null) => (phone ? give(phone) : 'line-down')

  return {
    support: checkSupport(),
    line: shallowReadonly(line),
    call: shallowReadonly(call),
    microphone: shallowReadonly(microphoneState),
    microphones: shallowReadonly(microphones),
    microphoneSwitch: shallowReadonly(microphoneSwitch),
    sound: shallowReadonly(sound),
    speakers: shallowReadonly(speakers),
    localLevel: shallowReadonly(local.level),
    remoteLevel: shallowReadonly(remote.level),
    start,
    stop,
    dial: (target) => order((phone) => phone.call(target)),
    accept: () => order((phone) => phone.accept()),
    reject: () => order((phone) => phone.reject()),
    hangUp: () => order((phone) => phone.hangUp()),
    setMuted: (muted) => order((phone) => phone.setMuted(muted)),
    hold: () => order((phone) => phone.hold()),
    resume: () => order((phone) => phone.resume()),
    sendKey: (key) => order((phone) => phone.sendKey(key)),
    clear: () => order((phone) => phone.clear()),
    chooseMicrophone: (deviceId) => microphone.choose(deviceId),
    setProcessing: (processing) => microphone.setProcessing(processing),
    testMicrophone,
    chooseVoiceDevice: (deviceId) => speaker.chooseVoiceDevice(deviceId),
    chooseRingDevice: (deviceId) => speaker.chooseRingDevice(deviceId),
  }
}

/** What to ring with; nothing where the other side sends its own ringing (early media). */
function ringFor(state: CallState): RingKind | null {
  if (state.kind === 'offered') return 'incoming'
  return state.kind === 'calling' && state.stage === 'ringing' && !state.audioUp ? 'outgoing' : null
}

function createMeter() {
  const level = shallowRef(0)
  let measured: MediaStream | null = null
  let stop: (() => void) | undefined
  return {
    level,
    measure(stream: MediaStream | null): void {
      if (stream === measured) return
      measured = stream
      stop?.()
      level.value = 0
      stop = stream ? meterLevel({ stream, onLevel: (now) => (level.value = now) }) : undefined
    },
  }
}
