import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, watch } from 'vue'
import type { EffectScope } from 'vue'
import { enterFakeBrowser, leaveFakeBrowser, pass } from './testing/fake-browser.ts'
import { FakeStream } from './testing/fake-webrtc.ts'
import type { FakeMediaDevices } from './testing/fake-webrtc.ts'
import { agent1, peerConnection } from './testing/open-phone.ts'
import { ServerCall } from './testing/sip-server.ts'
import type { SipServer } from './testing/sip-server.ts'
import { useSoftphone } from './use-softphone.ts'
import type { Softphone, SoftphoneOptions } from './use-softphone.ts'

let server: SipServer
let devices: FakeMediaDevices
let scope: EffectScope
/** What the page plays: the voice first, then the ring tone. */
let audios: { srcObject: unknown }[]
let measured: unknown[]

class FakeAudioContext {
  readonly state = 'running'
  readonly sampleRate = 8000

  createMediaStreamSource(stream: unknown) {
    measured.push(stream)
    return {
      connect: () => undefined,
      disconnect: () => (measured = measured.filter((each) => each !== stream)),
    }
  }

  createAnalyser() {
    return { fftSize: 0, getFloatTimeDomainData: (samples: Float32Array) => samples.fill(1) }
  }

  createBuffer() {
    return { copyToChannel: () => undefined }
  }

  createBufferSource() {
    const nothing = () => undefined
    return { connect: nothing, disconnect: nothing, start: nothing, stop: nothing }
  }

  createMediaStreamDestination() {
    return { stream: new FakeStream() }
  }
}

beforeEach(() => {
  ;({ server, devices } = enterFakeBrowser())
  audios = []
  measured = []
  scope = effectScope()
  vi.stubGlobal('AudioContext', FakeAudioContext)
  vi.stubGlobal(
    'Audio',
    class {
      srcObject: unknown = null
      play = async () => undefined
      pause = () => undefined

      constructor() {
        audios.push(this)
      }
    },
  )
})

afterEach(() => {
  scope.stop()
  leaveFakeBrowser()
})

function use(options: Partial<SoftphoneOptions> = {}): Softphone {
  return scope.run(() => useSoftphone({ credentials: async () => agent1, ...options }))!
}

async function started(options: Partial<SoftphoneOptions> = {}): Promise<Softphone> {
  const softphone = use(options)
  await softphone.start()
  await pass(1)
  return softphone
}

describe('a softphone', () => {
  it('shows the line from its start', async () => {
    const softphone = use()
    const shown: string[] = []
    scope.run(() => watch(softphone.line, ({ kind }) => shown.push(kind), { flush: 'sync' }))
    expect(softphone.support).toEqual([])
    expect(softphone.line.value.kind).toBe('offline')
    expect(softphone.dial('100')).toBe('line-down')
    await softphone.start()
    await pass(1)
    expect(shown).toEqual(['connecting', 'registered'])
    expect(softphone.microphone.value.kind).toBe('ready')
  })

  it('rings, plays and meters an incoming call, and falls silent after it', async () => {
    const softphone = await started()
    const [voice, bell] = audios
    const call = server.invite({ 'X-Iris-Queue': 'Support' })
    await server.take(180)
    expect(softphone.call.value).toMatchObject({ kind: 'offered', offer: { queue: 'Support' } })
    expect(bell!.srcObject).not.toBeNull()
    expect(softphone.accept()).toBeNull()
    expect(bell!.srcObject).toBeNull()
    await pass(60)
    await call.confirm()
    peerConnection().become('connected')
    const theirs = new FakeStream()
    peerConnection().hear(theirs)
    await pass(60)
    expect(voice!.srcObject).toBe(theirs)
    expect([softphone.localLevel.value, softphone.remoteLevel.value]).toEqual([1, 1])
    expect(softphone.setMuted(true)).toBeNull()
    expect(softphone.call.value).toMatchObject({ kind: 'in-call', muted: true })
    softphone.hangUp()
    expect(voice!.srcObject).toBeNull()
    expect([softphone.localLevel.value, softphone.remoteLevel.value]).toEqual([0, 0])
    expect(measured).toEqual([])
  })

  it('rings for an outgoing call until it is taken', async () => {
    const softphone = await started({ registers: false })
    const [, bell] = audios
    expect(softphone.dial('+1 555 010 0100')).toBeNull()
    await pass(60)
    const invite = await server.take('INVITE')
    expect(bell!.srcObject).toBeNull()
    invite.reply(180, { Contact: '<sip:server@127.0.0.1>' })
    await pass(1)
    expect(bell!.srcObject).not.toBeNull()
    ServerCall.answering(server, invite)
    await server.take('ACK')
    expect(bell!.srcObject).toBeNull()
  })

  it('does not ring over the ringing that the other side sends', async () => {
    const softphone = await started({ registers: false })
    softphone.dial('100')
    await pass(60)
    const invite = await server.take('INVITE')
    peerConnection().become('connected')
    invite.reply(183, { Contact: '<sip:server@127.0.0.1>' })
    await pass(1)
    expect(softphone.call.value).toMatchObject({ kind: 'calling', stage: 'ringing' })
    expect(audios[1]!.srcObject).toBeNull()
  })

  it('shows the microphone at a test, and lets go of it afterwards', async () => {
    const softphone = use()
    const [endFirst, endSecond] = [softphone.testMicrophone(), softphone.testMicrophone()]
    await pass(60)
    expect(softphone.localLevel.value).toBe(1)
    endFirst()
    expect(softphone.microphone.value.kind).toBe('ready')
    endSecond()
    expect(softphone.microphone.value.kind).toBe('off')
    expect(softphone.localLevel.value).toBe(0)
  })

  it('keeps the microphone after a test when it is needed for calls', async () => {
    const softphone = await started()
    const end = softphone.testMicrophone()
    await pass(60)
    end()
    expect(softphone.microphone.value.kind).toBe('ready')
    expect(softphone.localLevel.value).toBe(0)
  })

  it('tells when the microphone was switched', async () => {
    devices.inputs = [{ id: 'headset', label: 'Headset' }]
    const softphone = await started()
    devices.inputs = [{ id: 'built-in', label: 'Built-in' }]
    devices.given[0]!.tracks[0]!.end()
    await pass(1)
    expect(softphone.microphoneSwitch.value).toEqual({
      why: 'unplugged',
      device: { id: 'built-in', label: 'Built-in' },
    })
  })

  it('does not start when it was stopped while it was being loaded', async () => {
    const softphone = use()
    const starting = softphone.start()
    softphone.stop()
    await starting
    await pass(1000)
    expect(server.opened).toBe(0)
  })

  it('leaves nothing behind when its scope ends', async () => {
    await started()
    server.invite()
    await server.take(180)
    scope.stop()
    await pass(5000)
    expect(server.isConnected).toBe(false)
    expect(audios.map(({ srcObject }) => srcObject)).toEqual([null, null])
    expect(devices.given.every(({ tracks }) => tracks[0]!.readyState === 'ended')).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})
