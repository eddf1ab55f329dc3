import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SignedOutError } from './phone.ts'
import { enterFakeBrowser, leaveFakeBrowser, pass } from './testing/fake-browser.ts'
import { agent1, openPhone, openRegistered } from './testing/open-phone.ts'
import type { SipServer } from './testing/sip-server.ts'

let server: SipServer

beforeEach(() => ({ server } = enterFakeBrowser()))
afterEach(leaveFakeBrowser)

describe('the line', () => {
  it('registers with a digest of the password, and says how it went', async () => {
    server.users.set('agent1', 'secret')
    const { lines } = await openRegistered(server)
    expect(lines).toEqual(['connecting', 'registered'])
    expect(server.contact).toMatch(/^sip:.*transport=ws$/)
  })

  it('makes no noise', async () => {
    const noise = ['log', 'info', 'warn', 'error', 'debug'] as const
    const spies = noise.map((level) => vi.spyOn(console, level))
    const { phone } = await openRegistered(server)
    server.breakConnection()
    await pass(1000)
    phone.stop()
    await pass(5000)
    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
  })

  it('unregisters and closes when stopped', async () => {
    const { phone, lines } = await openRegistered(server)
    phone.stop()
    phone.stop()
    expect((await server.take('REGISTER')).header('Expires')).toBe('0')
    await pass(3000)
    expect(server.isConnected).toBe(false)
    expect(lines.at(-1)).toBe('offline')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('can be started again after it was stopped', async () => {
    const { phone, credentials } = await openRegistered(server)
    phone.stop()
    phone.start()
    await pass(1)
    expect(phone.line.kind).toBe('registered')
    expect(credentials).toHaveBeenCalledTimes(2)
  })

  it('is registered again within 5 s of the server’s return', async () => {
    const { phone, lines } = await openRegistered(server)
    server.accepts = false
    server.breakConnection()
    await pass(60_000)
    expect(phone.line).toMatchObject({ kind: 'reconnecting' })
    server.accepts = true
    await pass(5000)
    expect(phone.line.kind).toBe('registered')
    expect(new Set(lines)).toEqual(new Set(['connecting', 'registered', 'reconnecting']))
  })

  it('is back at once after a short break', async () => {
    const { phone } = await openRegistered(server)
    server.breakConnection()
    await pass(300)
    expect(phone.line.kind).toBe('registered')
    expect(server.opened).toBe(2)
  })

  it('does not wait for a server that takes connections and says nothing', async () => {
    server.accepts = 'hang'
    const { phone } = openPhone()
    phone.start()
    await pass(4900)
    expect(phone.line.kind).toBe('connecting')
    await pass(200)
    expect(phone.line).toMatchObject({ kind: 'reconnecting', attempt: 1 })
    server.accepts = true
    await pass(1000)
    expect(phone.line.kind).toBe('registered')
  })

  it('finds a connection that died silently', async () => {
    const { phone } = await openRegistered(server)
    await pass(20_000)
    expect(server.pings).toBe(1)
    server.answersPings = false
    await pass(15_000)
    expect(phone.line.kind).toBe('registered')
    expect(server.opened).toBe(2)
  })

  it('leaves a server alone that never answers pings', async () => {
    server.answersPings = false
    await openRegistered(server)
    await pass(120_000)
    expect(server.opened).toBe(1)
  })

  it('looks after the connection when the network comes back, or the machine wakes', async () => {
    await openRegistered(server)
    globalThis.dispatchEvent(new Event('online'))
    await pass(1)
    expect(server.pings).toBe(1)
    globalThis.dispatchEvent(new Event('offline'))
    await pass(1)
    expect(server.pings).toBe(2)
    await pass(9000)
    vi.setSystemTime(Date.now() + 3_600_000)
    await pass(1100)
    expect(server.pings).toBe(3)
  })

  it('tries at once when the network comes back', async () => {
    const { phone } = await openRegistered(server)
    server.accepts = false
    server.breakConnection()
    await pass(30_000)
    server.accepts = true
    globalThis.dispatchEvent(new Event('online'))
    await pass(1)
    expect(phone.line.kind).toBe('registered')
  })

  it('fetches fresh credentials when the old ones are refused', async () => {
    server.users.set('agent1', 'secret')
    const passwords = ['secret', 'fresh']
    const { phone } = await openRegistered(server, {
      credentials: async () => ({ ...agent1, password: passwords.shift() ?? 'none' }),
    })
    server.users.set('agent1', 'fresh')
    server.breakConnection()
    await pass(1000)
    expect(phone.line.kind).toBe('registered')
    expect(passwords).toEqual([])
  })

  it('takes on another user name when the fresh credentials have one', async () => {
    server.users.set('agent1', 'secret')
    const names = ['agent1', 'agent1-b']
    const { phone } = await openRegistered(server, {
      credentials: async () => ({ ...agent1, username: names.shift() ?? 'none' }),
    })
    server.users.clear()
    server.users.set('agent1-b', 'secret')
    server.breakConnection()
    await pass(3000)
    expect(phone.line.kind).toBe('registered')
  })

  it('gives up when fresh credentials are refused too', async () => {
    server.users.set('agent1', 'another')
    const { phone, credentials, microphone } = openPhone()
    phone.start()
    await pass(60_000)
    expect(phone.line).toEqual({ kind: 'refused', reason: 'credentials' })
    expect(credentials).toHaveBeenCalledTimes(2)
    expect(microphone.state.kind).toBe('off')
    expect(server.isConnected).toBe(false)
  })

  it('gives up when the session has ended, tries on when credentials fail otherwise', async () => {
    const errors = [new Error('offline'), new SignedOutError('session ended')]
    const { phone } = openPhone({ credentials: () => Promise.reject(errors.shift()) })
    phone.start()
    await pass(1)
    expect(phone.line.kind).toBe('reconnecting')
    await pass(1000)
    expect(phone.line).toEqual({ kind: 'refused', reason: 'signed-out' })
  })

  it('tries on while the server cannot register anybody', async () => {
    server.registrationStatus = 503
    const { phone } = openPhone()
    phone.start()
    await pass(10_000)
    expect(phone.line.kind).toBe('reconnecting')
    server.registrationStatus = null
    await pass(3000)
    expect(phone.line.kind).toBe('registered')
  })

  it('takes an address that the browser will not open for one that is down', async () => {
    vi.stubGlobal('WebSocket', function refuse() {
      throw new Error('insecure')
    })
    const { phone } = openPhone()
    phone.start()
    await pass(1)
    expect(phone.line).toMatchObject({ kind: 'reconnecting', attempt: 1 })
  })

  it.each([
    ['WebSocket', 'no-websocket'],
    ['RTCPeerConnection', 'no-webrtc'],
  ])('says that there is no %s', (name, kind) => {
    vi.stubGlobal(name, undefined)
    const { phone, microphone } = openPhone()
    phone.start()
    expect(phone.line.kind).toBe(kind)
    expect(phone.call('100')).toBe('line-down')
    expect(microphone.state.kind).toBe('off')
  })
})
