import { vi } from 'vitest'
import { FakeMediaDevices, FakePeerConnection, FakeStream } from './fake-webrtc.ts'
import { SipServer } from './sip-server.ts'

class FakeSessionDescription {
  readonly type: string
  readonly sdp: string

  constructor({ type, sdp }: { type: string; sdp: string }) {
    this.type = type
    this.sdp = sdp
  }
}

/** Puts a browser's globals in place, with a SIP server behind its sockets and its time standing still. */
export function enterFakeBrowser(): { server: SipServer; devices: FakeMediaDevices } {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })
  const server = new SipServer()
  const devices = new FakeMediaDevices()
  const network = new EventTarget()
  FakePeerConnection.all.length = 0
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('WebSocket', server.WebSocket)
  vi.stubGlobal('navigator', { mediaDevices: devices })
  vi.stubGlobal('RTCPeerConnection', FakePeerConnection)
  vi.stubGlobal('RTCSessionDescription', FakeSessionDescription)
  vi.stubGlobal('MediaStream', FakeStream)
  vi.stubGlobal('addEventListener', network.addEventListener.bind(network))
  vi.stubGlobal('removeEventListener', network.removeEventListener.bind(network))
  vi.stubGlobal('dispatchEvent', network.dispatchEvent.bind(network))
  return { server, devices }
}

const closers: (() => void)[] = []

/** Does this before the browser is left. */
export function closeAtEnd(close: () => void): void {
  closers.push(close)
}

export function leaveFakeBrowser(): void {
  for (const close of closers.splice(0)) close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
}

/** Lets time pass, and everything happen that is due by then. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
}
