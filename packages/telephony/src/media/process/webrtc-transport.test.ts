import type * as DataChannelLibrary from 'node-datachannel'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AudioDescription } from '../../sdp/audio.ts'
import { RtpPorts } from './rtp-ports.ts'
import type { WebRtcTransport } from './webrtc-transport.ts'
import { openWebRtcTransport } from './webrtc-transport.ts'

/**
 * The library on its bad days, which the real one has too seldom to be waited for. What it does on good ones is tested
 * with itself, in `webrtc.contract.test.ts`.
 */
function badDay() {
  const connections: Connection[] = []
  /** What the next connections say to the peer's description. */
  const complaints: string[] = []
  const onSend = vi.fn<() => void>()

  class Connection {
    closed = false
    state: (state: string) => void = () => {}
    open: () => void = () => {}

    constructor() {
      connections.push(this)
    }

    onStateChange(listener: (state: string) => void) {
      this.state = listener
    }

    addTrack() {
      const onOpen = (listener: () => void) => {
        this.open = listener
      }
      const ignore = () => {}
      const events = { onOpen, onClosed: ignore, onError: ignore, onMessage: ignore }
      return { ...events, sendMessageBinary: onSend, close: ignore }
    }

    setLocalDescription() {}

    setRemoteDescription() {
      const complaint = complaints.shift()
      if (complaint !== undefined) throw new Error(complaint)
    }

    close() {
      this.closed = true
    }
  }

  class Audio {
    addAudioCodec() {}
    addSSRC() {}
  }

  const library = { PeerConnection: Connection, Audio } as unknown as typeof DataChannelLibrary
  return { connections, complaints, onSend, library }
}

const peer: AudioDescription = {
  place: 0,
  mid: '0',
  codecs: [{ name: 'PCMU', payloadType: 0 }],
  telephoneEvents: [{ payloadType: 101, clockRate: 8000 }],
  direction: 'sendrecv',
  rtcpMux: true,
  path: {
    kind: 'webrtc',
    iceUfrag: 'abcd',
    icePwd: 'abcdefghijklmnopqrstuvwx',
    fingerprint: 'sha-256 AA',
    setup: 'active',
    candidates: [],
  },
}
const tooEarly = 'Got a remote candidate without ICE transport'
const certificate = { certificatePem: '', keyPem: '', fingerprint: 'sha-256 BB' }

let day: ReturnType<typeof badDay>
let told: string[]
let transport: WebRtcTransport

beforeEach(async () => {
  day = badDay()
  told = []
  const ports = new RtpPorts('127.0.0.1', { from: 0, to: 0 })
  transport = await openWebRtcTransport(
    { library: day.library, host: '127.0.0.1', certificate, ports },
    {
      ssrc: 1,
      onUp: () => told.push('up'),
      onDown: () => told.push('down'),
      onPacket: () => told.push('packet'),
      onControl: () => told.push('control'),
    },
  )
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})

afterEach(() => {
  transport.close()
  vi.useRealTimers()
})

describe('a connection we offered', () => {
  it('is begun again when a check ruined it before it knew the peer', () => {
    day.complaints.push(tooEarly, tooEarly)
    transport.accept(peer)
    vi.advanceTimersByTime(100)
    expect(day.connections.map(({ closed }) => closed)).toEqual([true, true, false])
    day.connections[2]!.open()
    expect(told).toEqual(['up'])
  })

  it('is begun again when it closed without a word, and the old one is not listened to', () => {
    transport.accept(peer)
    day.connections[0]!.state('failed')
    day.connections[0]!.state('closed')
    vi.advanceTimersByTime(100)
    expect(day.connections).toHaveLength(2)
    day.connections[1]!.open()
    day.connections[0]!.state('closed')
    expect(told).toEqual(['up'])
  })

  it('is given up after a few times, or later on, and then is down', () => {
    day.complaints.push(tooEarly, tooEarly, tooEarly, tooEarly, tooEarly)
    transport.accept(peer)
    vi.advanceTimersByTime(1000)
    expect(day.connections).toHaveLength(5)
    expect(told).toEqual(['down'])
  })

  it('is not begun again for an answer that makes no sense', () => {
    day.complaints.push('Invalid fingerprint')
    expect(() => transport.accept(peer)).toThrow('Invalid fingerprint')
    vi.advanceTimersByTime(1000)
    expect(day.connections).toHaveLength(1)
  })

  it('is not begun again after it was closed', () => {
    day.complaints.push(tooEarly)
    transport.accept(peer)
    transport.close()
    vi.advanceTimersByTime(1000)
    expect(day.connections).toHaveLength(1)
    expect(told).toEqual([])
  })
})

describe('a connection', () => {
  it('that the peer closes is down once, and closed by us too', async () => {
    await transport.answer(peer)
    day.connections[0]!.open()
    day.connections[0]!.state('disconnected')
    day.connections[0]!.state('closed')
    expect(told).toEqual(['up', 'down'])
    expect(day.connections[0]!.closed).toBe(true)
  })

  it('that we close tells nothing more', async () => {
    await transport.answer(peer)
    transport.close()
    day.connections[0]!.open()
    day.connections[0]!.state('closed')
    expect(told).toEqual([])
  })

  it('drops what cannot be sent', async () => {
    await transport.answer(peer)
    day.onSend.mockImplementation(() => {
      throw new Error('Track is closed')
    })
    transport.send(Buffer.alloc(12))
    expect(day.onSend).not.toHaveBeenCalled()
    day.connections[0]!.open()
    transport.send(Buffer.alloc(12))
    transport.send(Buffer.alloc(12))
    expect(day.onSend).toHaveBeenCalledOnce()
  })
})
