import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMicrophone } from './microphone.ts'
import type { Microphone, MicrophoneOptions, MicrophoneSwitch } from './microphone.ts'
import type { MicrophoneProblem } from './open-input.ts'
import { FakeMediaDevices } from './testing/fake-webrtc.ts'

const builtIn = { id: 'default', label: 'Default - Built-in' }
const headset = { id: 'headset', label: 'Headset' }

let devices: FakeMediaDevices
let permission: PermissionStatus & { become(state: PermissionState): void }
let microphone: Microphone

class FakePermission extends EventTarget {
  state: PermissionState = 'prompt'

  become(state: PermissionState): void {
    this.state = state
    this.dispatchEvent(new Event('change'))
  }
}

beforeEach(() => {
  devices = new FakeMediaDevices()
  permission = Object.assign(new FakePermission(), { name: 'microphone', onchange: null })
  vi.stubGlobal('navigator', {
    mediaDevices: devices,
    permissions: { query: async () => permission },
  })
})

afterEach(() => {
  microphone.dispose()
  vi.unstubAllGlobals()
})

function open(options: MicrophoneOptions = {}) {
  microphone = createMicrophone(options)
  const switched: MicrophoneSwitch[] = []
  const states: string[] = []
  microphone.on('switched', (event) => switched.push(event))
  microphone.on('state', ({ kind }) => states.push(kind))
  return { microphone, switched, states }
}

/** Resolves when the microphone's state is of this kind. */
function becomes(kind: Microphone['state']['kind']): Promise<void> {
  return vi.waitUntil(() => microphone.state.kind === kind, { interval: 1 }).then(() => undefined)
}

const lastTrack = () => devices.given.at(-1)!.tracks[0]!

describe('a microphone', () => {
  it('is asked for once, and kept', async () => {
    const { states } = open()
    const [first, second] = await Promise.all([microphone.acquire(), microphone.acquire()])
    expect(first).toBe(second)
    expect(await microphone.acquire()).toBe(first)
    expect(microphone.stream).toBe(first)
    expect(devices.asked).toHaveLength(1)
    expect(states).toContain('asking')
    expect(microphone.state).toEqual({ kind: 'ready', device: builtIn, standingIn: false })
  })

  it('cleans up what it hears unless told otherwise', async () => {
    open({ processing: { echoCancellation: false } })
    await microphone.acquire()
    expect(devices.asked[0]).toEqual({
      echoCancellation: false,
      noiseSuppression: true,
      autoGainControl: true,
    })
  })

  it('takes on other processing while it is in use', async () => {
    open()
    await microphone.acquire()
    const former = lastTrack()
    microphone.setProcessing({ autoGainControl: false })
    await vi.waitUntil(() => devices.given.length === 2)
    await vi.waitUntil(() => former.readyState === 'ended')
    expect(devices.asked[1]).toMatchObject({ autoGainControl: false, echoCancellation: true })
  })

  it('is let go of', async () => {
    open()
    await microphone.acquire()
    microphone.release()
    expect(lastTrack().readyState).toBe('ended')
    expect(microphone.stream).toBeNull()
    expect(microphone.state.kind).toBe('off')
  })

  it('is let go of even while it is being opened', async () => {
    open()
    const acquiring = microphone.acquire()
    microphone.release()
    await expect(acquiring).rejects.toThrow('cannot be used')
    expect(lastTrack().readyState).toBe('ended')
    expect(microphone.state.kind).toBe('off')
  })

  it('can be had again right after it was let go of', async () => {
    open()
    const lost = microphone.acquire()
    microphone.release()
    const stream = await microphone.acquire()
    await lost.catch(() => undefined)
    expect(microphone.stream).toBe(stream)
    expect(microphone.state.kind).toBe('ready')
  })

  it.each<[string, MicrophoneProblem]>([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'no-device'],
    ['NotReadableError', 'in-use'],
    ['AbortError', 'in-use'],
    ['TypeError', 'failed'],
  ])('takes %s for %s', async (name, problem) => {
    devices.refuses = name
    open()
    await expect(microphone.acquire()).rejects.toMatchObject({ name: 'MicrophoneError', problem })
    expect(microphone.state.kind).toBe(problem)
    devices.refuses = null
    await microphone.acquire()
    expect(microphone.state.kind).toBe('ready')
  })

  it('is denied to pages that browsers hide it from', async () => {
    vi.stubGlobal('navigator', {})
    open()
    await expect(microphone.acquire()).rejects.toMatchObject({ problem: 'denied' })
  })
})

describe('permission', () => {
  it('is told before it is asked for', async () => {
    permission.become('granted')
    open()
    await vi.waitUntil(
      () => microphone.state.kind === 'off' && microphone.state.permission !== 'unknown',
    )
    expect(microphone.state).toEqual({ kind: 'off', permission: 'granted' })
    permission.become('denied')
    expect(microphone.state).toEqual({ kind: 'off', permission: 'denied' })
  })

  it('given later opens the microphone that is waited for', async () => {
    devices.refuses = 'NotAllowedError'
    open()
    await microphone.acquire().catch(() => undefined)
    devices.refuses = null
    permission.become('granted')
    await becomes('ready')
    expect(microphone.stream).not.toBeNull()
  })

  it('taken away while in use is shown', async () => {
    open()
    await microphone.acquire()
    devices.refuses = 'NotAllowedError'
    lastTrack().end()
    await becomes('denied')
    expect(microphone.stream).toBeNull()
  })
})

describe('devices', () => {
  it('are listed as they come and go', async () => {
    open()
    await vi.waitUntil(() => microphone.devices.length === 1)
    devices.setInputs([builtIn, headset])
    await vi.waitUntil(() => microphone.devices.length === 2)
    expect(microphone.devices).toEqual([builtIn, headset])
  })

  it('without an id cannot be chosen and are not listed', async () => {
    devices.inputs = [{ id: '', label: '' }]
    open()
    const listed = new Promise((resolve) => microphone.on('devices', resolve))
    expect(await listed).toEqual([])
  })

  it('can be chosen before and while one is in use', async () => {
    devices.inputs = [builtIn, headset]
    open({ deviceId: 'headset' })
    await microphone.acquire()
    expect(microphone.state).toMatchObject({ kind: 'ready', device: headset })
    const former = lastTrack()
    microphone.choose(null)
    await vi.waitUntil(() => former.readyState === 'ended')
    expect(microphone.state).toMatchObject({ kind: 'ready', device: builtIn })
  })

  it('chosen while another is being opened are the ones that are used', async () => {
    devices.inputs = [builtIn, headset]
    open()
    const acquiring = microphone.acquire()
    microphone.choose('headset')
    const stream = await acquiring
    expect(stream.getAudioTracks()[0]?.label).toBe('Headset')
    expect(devices.given[0]!.tracks[0]!.readyState).toBe('ended')
  })

  it('that cannot be had are stood in for by the default', async () => {
    open({ deviceId: 'headset' })
    await microphone.acquire()
    expect(microphone.state).toEqual({ kind: 'ready', device: builtIn, standingIn: true })
  })

  it('unplugged in use are replaced by the default, and used again when they return', async () => {
    devices.inputs = [builtIn, headset]
    const { switched } = open({ deviceId: 'headset' })
    const streams: (MediaStream | null)[] = []
    microphone.on('stream', (stream) => streams.push(stream))
    await microphone.acquire()
    devices.setInputs([builtIn])
    lastTrack().end()
    await vi.waitUntil(() => switched.length === 1)
    expect(switched).toEqual([{ why: 'unplugged', device: builtIn }])
    expect(microphone.state).toMatchObject({ kind: 'ready', standingIn: true })
    devices.setInputs([builtIn, headset])
    await vi.waitUntil(() => switched.length === 2)
    expect(switched[1]).toEqual({ why: 'returned', device: headset })
    expect(streams).toHaveLength(3)
    expect(streams.every((stream) => stream !== null)).toBe(true)
  })

  it('that vanish without a word are noticed by their absence', async () => {
    devices.inputs = [builtIn, headset]
    const { switched } = open({ deviceId: 'headset' })
    await microphone.acquire()
    devices.setInputs([builtIn])
    await vi.waitUntil(() => switched.length === 1)
    expect(switched[0]).toEqual({ why: 'unplugged', device: builtIn })
  })

  it('of the browser’s choice follow that choice', async () => {
    const { switched } = open()
    await microphone.acquire()
    const other = { id: 'default', label: 'Default - Headset' }
    devices.setInputs([other, headset])
    await vi.waitUntil(() => switched.length === 1)
    expect(switched[0]).toEqual({ why: 'returned', device: other })
  })

  it('that are all gone are waited for', async () => {
    open()
    await microphone.acquire()
    devices.setInputs([])
    lastTrack().end()
    await becomes('no-device')
    devices.setInputs([headset])
    await becomes('ready')
    expect(microphone.state).toMatchObject({ device: headset })
  })

  it('are not watched any more once it is disposed of', async () => {
    open()
    await microphone.acquire()
    microphone.dispose()
    const asked = devices.asked.length
    devices.setInputs([headset])
    permission.become('granted')
    await new Promise((resolve) => setTimeout(resolve))
    expect(devices.asked).toHaveLength(asked)
    expect(microphone.devices).not.toContainEqual(headset)
  })
})
