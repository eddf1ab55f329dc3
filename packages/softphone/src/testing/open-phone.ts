import { expect, vi } from 'vitest'
import type { CallState } from '../core/call.ts'
import type { LineState } from '../core/line.ts'
import { createPhone } from '../jssip-phone.ts'
import { createMicrophone } from '../microphone.ts'
import type { PhoneCredentials, PhoneOptions } from '../phone.ts'
import { closeAtEnd, pass } from './fake-browser.ts'
import { FakePeerConnection } from './fake-webrtc.ts'
import type { FakeTrack } from './fake-webrtc.ts'
import type { SipServer } from './sip-server.ts'

export const agent1: PhoneCredentials = {
  username: 'agent1',
  password: 'secret',
  domain: 'test',
  webSocketUrl: 'ws://127.0.0.1:1/sip',
}

/** A phone, and everything that became of its line and call. */
export function openPhone(options: Partial<PhoneOptions> = {}) {
  const microphone = createMicrophone()
  const credentials = vi.fn<PhoneOptions['credentials']>(async () => agent1)
  const phone = createPhone({ credentials, microphone, ...options })
  closeAtEnd(() => phone.stop())
  const lines: LineState['kind'][] = []
  const calls: CallState['kind'][] = []
  phone.on('line', ({ kind }) => lines.push(kind))
  phone.on('call', ({ kind }) => calls.push(kind))
  return { phone, microphone, credentials, lines, calls }
}

export async function openRegistered(server: SipServer, options: Partial<PhoneOptions> = {}) {
  const opened = openPhone(options)
  opened.phone.start()
  await server.take('REGISTER')
  await pass(1)
  expect(opened.phone.line.kind).toBe('registered')
  return opened
}

export async function openGuest(options: Partial<PhoneOptions> = {}) {
  const opened = openPhone({ registers: false, ...options })
  opened.phone.start()
  await pass(1)
  expect(opened.phone.line.kind).toBe('ready')
  return opened
}

/** A phone in an incoming call, with the server's side of it. */
export async function inCall(server: SipServer) {
  const opened = await openRegistered(server)
  const call = server.invite({ 'X-Iris-Queue': 'Support' })
  await server.take(180)
  opened.phone.accept()
  await pass(60)
  await call.confirm()
  peerConnection().become('connected')
  await pass(1)
  expect(opened.phone.current.kind).toBe('in-call')
  return { ...opened, call }
}

/** The latest call's connection for audio. */
export function peerConnection(): FakePeerConnection {
  const connection = FakePeerConnection.all.at(-1)
  if (!connection) throw new Error('there was no call')
  return connection
}

/** What the latest call sends. */
export function sentTrack(): FakeTrack {
  const track = peerConnection().senders[0]?.track
  if (!track) throw new Error('nothing is sent')
  return track
}
