import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RingKind } from './ring-tone.ts'
import { createSpeaker } from './speaker.ts'
import type { Speaker } from './speaker.ts'
import { FakeMediaDevices, FakeStream } from './testing/fake-webrtc.ts'

class FakeAudio {
  srcObject: unknown = null
  sinkId = ''
  isPlaying = false
  static refuses = false
  static present = new Set(['', 'headset', 'loudspeaker'])

  async play(): Promise<void> {
    if (FakeAudio.refuses) throw Object.assign(new Error('refused'), { name: 'NotAllowedError' })
    this.isPlaying = true
  }

  pause(): void {
    this.isPlaying = false
  }

  async setSinkId(id: string): Promise<void> {
    if (!FakeAudio.present.has(id))
      throw Object.assign(new Error('none'), { name: 'NotFoundError' })
    this.sinkId = id
  }
}

let devices: FakeMediaDevices
let audios: FakeAudio[]
let speaker: Speaker
let ringing: { kind: RingKind; stream: MediaStream; stopped: boolean }[]
const page = new EventTarget()

beforeEach(() => {
  devices = new FakeMediaDevices()
  audios = []
  ringing = []
  FakeAudio.refuses = false
  FakeAudio.present = new Set(['', 'headset', 'loudspeaker'])
  vi.stubGlobal('navigator', { mediaDevices: devices })
  vi.stubGlobal('MediaStream', FakeStream)
  vi.stubGlobal(
    'Audio',
    class extends FakeAudio {
      constructor() {
        super()
        audios.push(this)
      }
    },
  )
})

afterEach(() => {
  speaker.dispose()
  vi.unstubAllGlobals()
})

function open(options: { voiceDeviceId?: string; ringDeviceId?: string } = {}) {
  const states: string[] = []
  speaker = createSpeaker({
    page,
    startRinging(kind) {
      const entry = { kind, stream: new MediaStream(), stopped: false }
      ringing.push(entry)
      return { stream: entry.stream, stop: () => (entry.stopped = true) }
    },
    ...options,
  })
  speaker.on('state', ({ kind }) => states.push(kind))
  const [voice, bell] = audios
  return { voice: voice!, bell: bell!, states }
}

const settle = () => new Promise((resolve) => setTimeout(resolve))

describe('the speaker', () => {
  it('plays the other side until there is nothing to hear', async () => {
    const { voice, states } = open()
    const stream = new MediaStream()
    speaker.play(stream)
    await settle()
    expect(voice).toMatchObject({ srcObject: stream, isPlaying: true })
    speaker.play(null)
    expect(voice).toMatchObject({ srcObject: null, isPlaying: false })
    expect(states).toEqual(['playing', 'silent'])
  })

  it('rings one way at a time, and stops', async () => {
    const { bell } = open()
    speaker.ring('incoming')
    speaker.ring('incoming')
    speaker.ring('outgoing')
    speaker.ring(null)
    await settle()
    expect(ringing).toMatchObject([
      { kind: 'incoming', stopped: true },
      { kind: 'outgoing', stopped: true },
    ])
    expect(bell).toMatchObject({ srcObject: null, isPlaying: false })
  })

  it('plays voice and ring tone on the devices chosen for each', async () => {
    const { voice, bell } = open({ voiceDeviceId: 'headset', ringDeviceId: 'loudspeaker' })
    await settle()
    expect([voice.sinkId, bell.sinkId]).toEqual(['headset', 'loudspeaker'])
    speaker.chooseVoiceDevice(null)
    speaker.chooseRingDevice('headset')
    await settle()
    expect([voice.sinkId, bell.sinkId]).toEqual(['', 'headset'])
  })

  it('uses the default while the chosen device is not there, and that again when it returns', async () => {
    FakeAudio.present.delete('headset')
    const { voice } = open({ voiceDeviceId: 'headset' })
    await settle()
    expect(voice.sinkId).toBe('')
    FakeAudio.present.add('headset')
    devices.dispatchEvent(new Event('devicechange'))
    await settle()
    expect(voice.sinkId).toBe('headset')
  })

  it('lists the outputs as they come and go', async () => {
    open()
    devices.outputs = [{ id: 'headset', label: 'Headset' }]
    devices.dispatchEvent(new Event('devicechange'))
    await settle()
    expect(speaker.devices).toEqual([{ id: 'headset', label: 'Headset' }])
  })

  it('says that the browser plays nothing, and plays at the first click', async () => {
    FakeAudio.refuses = true
    const { voice, states } = open()
    speaker.play(new MediaStream())
    await settle()
    expect(speaker.state).toEqual({ kind: 'blocked' })
    FakeAudio.refuses = false
    page.dispatchEvent(new Event('pointerdown'))
    await settle()
    expect(voice.isPlaying).toBe(true)
    expect(states).toEqual(['blocked', 'playing'])
  })

  it('is blocked when either the voice or the ring tone is', async () => {
    open()
    speaker.play(new MediaStream())
    await settle()
    FakeAudio.refuses = true
    speaker.ring('incoming')
    await settle()
    expect(speaker.state).toEqual({ kind: 'blocked' })
    speaker.ring(null)
    expect(speaker.state).toEqual({ kind: 'playing' })
  })

  it('falls silent when it is disposed of', async () => {
    const { voice } = open()
    speaker.play(new MediaStream())
    speaker.ring('outgoing')
    await settle()
    speaker.dispose()
    expect(voice.srcObject).toBeNull()
    expect(ringing[0]?.stopped).toBe(true)
  })
})
