import { beforeEach, describe, expect, it } from 'vitest'
import { openSipBench, settle, type MemoryFlow, type SipBench } from '../../testing/sip-bench.ts'
import { responseText, type ResponseText } from '../../testing/sip-text.ts'
import type { SipRequest } from '../message.ts'
import { RegistrationClient } from './registration-client.ts'

const CONTACT = '<sip:iris@iris.test:5060>'

describe('RegistrationClient', () => {
  let bench: SipBench
  let states: string[]
  let client: RegistrationClient
  let way: MemoryFlow | undefined

  beforeEach(async () => {
    bench = openSipBench()
    states = []
    way = bench.udp
    client = new RegistrationClient({
      clock: bench.clock,
      send: bench.endpoint.outside.send,
      credentials: { username: 'iris', password: 'secret' },
      registrar: 'sip:carrier.example',
      account: '<sip:iris@carrier.example>',
      contact: () => CONTACT,
      flow: async () => way,
      changed: (state) =>
        void states.push(state.kind === 'refused' ? `refused ${state.status}` : state.kind),
    })
    client.start()
    await settle()
  })

  const sent = (): SipRequest => bench.udp.takeRequest()

  async function respond(request: SipRequest, response: ResponseText): Promise<void> {
    await bench.send(responseText(request, { toTag: 'them', ...response }))
    await settle()
  }

  async function advance(ms: number): Promise<void> {
    bench.clock.advance(ms)
    await settle()
  }

  it('says who is to be reached where, and for how long', () => {
    const request = sent()
    expect(request).toMatchObject({ method: 'REGISTER', uri: 'sip:carrier.example' })
    expect(request.headers.get('to')).toBe('<sip:iris@carrier.example>')
    expect(request.headers.get('contact')).toBe(CONTACT)
    expect(request.headers.get('expires')).toBe('600')
  })

  it('answers a challenge with the next number of the same series', async () => {
    const first = sent()
    await respond(first, {
      status: 401,
      headers: ['WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"'],
    })
    const second = sent()
    expect(second.callId).toBe(first.callId)
    expect(second.cseq.number).toBe(first.cseq.number + 1)
    expect(second.headers.get('authorization')).toContain('username="iris"')
    await respond(second, { status: 200 })
    expect(states).toEqual(['registering', 'registered'])
  })

  it('refreshes after four fifths of the time that was granted to our Contact', async () => {
    const others = `Contact: <sip:other@192.0.2.9>;expires=3600, ${CONTACT};expires=100`
    await respond(sent(), { status: 200, headers: [others] })
    await advance(79_000)
    expect(bench.udp.take()).toEqual([])
    await advance(1000)
    expect(sent().method).toBe('REGISTER')
  })

  it('asks for as long as the registrar wants (423)', async () => {
    await respond(sent(), { status: 423, headers: ['Min-Expires: 1800'] })
    expect(sent().headers.get('expires')).toBe('1800')
  })

  it('tries again after a refusal, less and less often', async () => {
    await respond(sent(), { status: 403 })
    expect(states).toEqual(['registering', 'refused 403'])
    await advance(5000)
    await respond(sent(), { status: 503 })
    await advance(4900)
    expect(bench.udp.take()).toEqual([])
    await advance(5100)
    await respond(sent(), { status: 200 })
    expect(states).toEqual(['registering', 'refused 403', 'refused 503', 'registered'])
  })

  it('notices that nobody answers', async () => {
    await advance(5000)
    expect(states).toEqual(['registering', 'silence'])
  })

  it('notices that there is no way, and takes one that appears', async () => {
    await respond(sent(), { status: 200 })
    way = undefined
    await advance(480_000)
    expect(states.at(-1)).toBe('no-way')
    way = bench.udp
    await advance(5000)
    await respond(sent(), { status: 200 })
    expect(states.at(-1)).toBe('registered')
  })

  it('takes its registration back when it is stopped, and is quiet then', async () => {
    await respond(sent(), { status: 200 })
    const stopped = client.stop()
    const farewell = sent()
    expect(farewell.headers.get('expires')).toBe('0')
    await respond(farewell, { status: 200 })
    await stopped
    await advance(3_600_000)
    expect(bench.udp.take()).toEqual([])
    expect(bench.clock.pending).toBe(0)
  })
})
