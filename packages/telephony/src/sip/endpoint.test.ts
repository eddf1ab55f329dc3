import { describe, expect, it } from 'vitest'
import { openSipBench, settle } from '../testing/sip-bench.ts'
import { newBranch, requestText, responseText } from '../testing/sip-text.ts'

const CONTACT = '<sip:caller@192.0.2.7:5062>'

describe('SipEndpoint', () => {
  it('says what it can do when asked (OPTIONS)', async () => {
    const { send, udp } = openSipBench()
    await send({ method: 'OPTIONS' })
    const response = udp.takeResponse()
    expect(response.status).toBe(200)
    expect(response.headers.tokens('allow')).toContain('invite')
    expect(response.headers.get('accept')).toContain('application/sdp')
    expect(response.headers.tokens('supported')).toContain('timer')
    expect(response.to.parameters.get('tag')).toMatch(/^[0-9a-f]{16}$/)
  })

  it.each([
    ['a method that exists elsewhere', { method: 'SUBSCRIBE' }, 405],
    ['a method that exists nowhere', { method: 'DANCE' }, 501],
    ['a BYE of no call', { method: 'BYE', toTag: 'nobody' }, 481],
    ['a BYE without a tag', { method: 'BYE' }, 481],
    ['an INFO of no call', { method: 'INFO', toTag: 'nobody' }, 481],
    ['a CANCEL of nothing', { method: 'CANCEL' }, 481],
    ['an extension that is demanded', { method: 'OPTIONS', headers: ['Require: path'] }, 420],
    ['an address of another scheme', { method: 'OPTIONS', uri: 'nobodyKnowsThis:at-all' }, 416],
    ['an address with headers', { method: 'INVITE', uri: 'sip:u@e?Route=%3Csip:x%3E' }, 400],
    ['an address that is none', { method: 'OPTIONS', uri: 'sip:a@b@c' }, 400],
    ['a call without Contact', { method: 'INVITE', body: 'v=0' }, 400],
    ['a call with a body of another kind', { method: 'INVITE', type: 'x/y', body: 'z' }, 415],
    [
      'a call with too short a session',
      { method: 'INVITE', headers: ['Session-Expires: 30', 'k: timer'] },
      422,
    ],
  ])('answers %s', async (_, request, status) => {
    const { send, udp } = openSipBench()
    await send(request)
    expect(udp.takeResponse().status).toBe(status)
  })

  it('names the extensions it lacks', async () => {
    const { send, udp } = openSipBench()
    await send({ method: 'OPTIONS', headers: ['Require: timer, path', 'Require: gruu'] })
    expect(udp.takeResponse().headers.get('unsupported')).toBe('path, gruu')
  })

  it('passes on no call that has no hops left, but answers for itself', async () => {
    const { send, udp } = openSipBench()
    const lastHop = (method: string, callId: string) =>
      Buffer.from(
        requestText({ method, callId, contact: CONTACT })
          .toString()
          .replace('Max-Forwards: 70', 'Max-Forwards: 0'),
      )
    await send(lastHop('INVITE', 'a'))
    expect(udp.takeResponse().status).toBe(483)
    await send(lastHop('OPTIONS', 'b'))
    expect(udp.takeResponse().status).toBe(200)
  })

  it('sees a request that came by two ways', async () => {
    const { send, udp, calls } = openSipBench()
    const invite = { method: 'INVITE', contact: CONTACT, body: 'v=0' }
    await send(invite)
    await send(invite)
    expect(udp.take()).toEqual(['100', '482'])
    expect(calls).toHaveLength(1)
  })

  it('sees a request that has passed through it before', async () => {
    const { send, udp, endpoint } = openSipBench()
    const call = {
      uri: 'sip:1@192.0.2.7',
      from: '<sip:2@iris.test>',
      to: '<sip:1@192.0.2.7>',
      offer: 'v=0',
      headers: [],
    }
    endpoint.call(call, udp, undefined)?.start()
    const ours = udp.takeRequest().headers.get('via') ?? ''
    await send({ method: 'INVITE', contact: CONTACT, headers: [`Via: ${ours}`] })
    expect(udp.takeResponse().status).toBe(482)
  })

  it('answers a malformed request with 400 and says what is wrong', async () => {
    const { send, udp } = openSipBench()
    const bytes = requestText({ method: 'OPTIONS', headers: ['Not a header'] })
    await send(bytes)
    const response = udp.takeResponse()
    expect(response.status).toBe(400)
    expect(response.headers.get('warning')).toContain('header line')
    // Nothing is remembered, yet the party that answers is the same each time (RFC 3261 §8.2.7).
    await send(bytes)
    expect(response.to.parameters.get('tag')).toMatch(/^[0-9a-f]{16}$/)
    expect(udp.takeResponse().headers.get('to')).toBe(response.headers.get('to'))
  })

  it('says nothing to junk', async () => {
    const { send, udp } = openSipBench()
    await send(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))
    await send(Buffer.from([0, 0, 0, 0]))
    await send(requestText({ method: 'ACK', toTag: 'x' }))
    expect(udp.take()).toEqual([])
  })

  it('says nothing to a response that answers nothing', async () => {
    const { send, udp, endpoint } = openSipBench()
    const call = {
      uri: 'sip:1@192.0.2.7',
      from: '<sip:2@iris.test>',
      to: '<sip:1@192.0.2.7>',
      offer: 'v=0',
      headers: [],
    }
    endpoint.call(call, udp, undefined)?.start()
    const invite = udp.takeRequest()
    const stray = responseText(invite, { status: 200, toTag: 'x', contact: CONTACT })
    await send(Buffer.from(stray.toString('latin1').replace(/branch=\w+/, 'branch=z9hG4bKother')))
    expect(udp.take()).toEqual([])
  })

  it('shows life to a connection that asks for it, and not to the network', async () => {
    const { send, udp, webSocket } = openSipBench()
    const flow = webSocket('one')
    await send(Buffer.from('\r\n\r\n'), flow)
    await send(Buffer.from('\r\n'), flow)
    expect(flow.sent.map(String)).toEqual(['\r\n'])
    await send(Buffer.from('\r\n\r\n'))
    expect(udp.sent).toEqual([])
  })

  it('answers a repeated request with the same answer, once for each time', async () => {
    const { send, udp } = openSipBench()
    const bytes = requestText({ method: 'OPTIONS' })
    await send(bytes)
    await send(bytes)
    const [first, second] = udp.sent
    expect(udp.sent).toHaveLength(2)
    expect(second).toEqual(first)
  })

  it('takes requests of RFC 2543 clients, which name no transaction', async () => {
    const { send, udp, calls } = openSipBench()
    const bytes = requestText({
      method: 'INVITE',
      branch: '390skdjuw',
      contact: CONTACT,
      body: 'v=0',
    })
    await send(bytes)
    await send(bytes)
    expect(udp.take()).toEqual(['100', '100'])
    expect(calls).toHaveLength(1)
  })

  it('keeps the transactions of different connections apart', async () => {
    const { send, webSocket } = openSipBench()
    const [one, two] = [webSocket('one'), webSocket('two')]
    const bytes = requestText({
      method: 'INVITE',
      branch: newBranch(),
      contact: CONTACT,
      body: 'v=0',
    })
    await send(bytes, one)
    await send(bytes, two)
    expect([one.take(), two.take()]).toEqual([
      ['100', '401'],
      ['100', '401'],
    ])
  })

  it('takes no call from a browser that does not authenticate, and none with a wrong password', async () => {
    const { send, sendAs, webSocket, calls } = openSipBench()
    const flow = webSocket('one')
    await send({ method: 'INVITE', contact: CONTACT, body: 'v=0' }, flow)
    expect(flow.take()).toEqual(['100', '401'])
    const invite = { method: 'INVITE', callId: 'b', contact: CONTACT, body: 'v=0' }
    expect((await sendAs('alice', invite, { flow, password: 'x' })).status).toBe(403)
    expect(calls).toHaveLength(0)
  })

  it('takes a call from a guest, who may not register', async () => {
    const { sendAs, webSocket, calls } = openSipBench()
    const invite = { method: 'INVITE', contact: CONTACT, body: 'v=0' }
    await sendAs('guest', invite, { flow: webSocket('one') })
    expect(calls.map((call) => call.user)).toEqual(['guest'])
  })

  it('takes a CANCEL while the password is looked up', async () => {
    const { send, endpoint, webSocket, clock, calls } = openSipBench({
      passwordOf: () => new Promise(() => undefined),
    })
    const flow = webSocket('one')
    await send({ method: 'INVITE', contact: CONTACT, body: 'v=0' }, flow)
    const branch = newBranch()
    const nonce = flow
      .takeResponse()
      .headers.get('www-authenticate')
      ?.match(/nonce="([^"]+)/)?.[1]
    const answer = `Digest username="alice", realm="iris.test", nonce="${nonce}", uri="sip:x", response="0", qop=auth, cnonce="c", nc=00000001`
    const invite = { branch, cseq: 2, contact: CONTACT, body: 'v=0' }
    await send({ ...invite, method: 'INVITE', headers: [`Authorization: ${answer}`] }, flow)
    await send({ method: 'CANCEL', branch, cseq: 2 }, flow)
    expect(flow.take()).toEqual(['100', '200', '487'])
    clock.advance(64_000)
    expect(calls).toHaveLength(0)
    expect(endpoint.size.sessions).toBe(0)
  })

  it.each(['INVITE', 'REGISTER'])(
    'holds nothing of a browser that leaves while its password for %s is looked up',
    async (method) => {
      const lookups: ((password: string) => void)[] = []
      const { send, endpoint, webSocket, closeFlow, clock } = openSipBench({
        passwordOf: () => new Promise((resolve) => lookups.push(resolve)),
      })
      const flow = webSocket('one')
      const answer = `Digest username="alice", realm="iris.test", nonce="n", uri="sip:x", response="0", qop=auth, cnonce="c", nc=00000001`
      const headers = [`Authorization: ${answer}`]
      await send({ method, contact: CONTACT, body: 'v=0', headers }, flow)
      await closeFlow(flow)
      for (const resolve of lookups) resolve('secret')
      await settle()
      clock.advance(200_000)
      await settle()
      expect(endpoint.size.serverTransactions).toBe(0)
    },
  )

  it('sends callers away when it is full, and when it is closing', async () => {
    const { send, udp, endpoint } = openSipBench({ maxSessions: 1 })
    const invite = { method: 'INVITE', contact: CONTACT, body: 'v=0' }
    await send({ ...invite, callId: 'a' })
    await send({ ...invite, callId: 'b' })
    expect(udp.take()).toEqual(['100', '100', '503'])
    endpoint.stopTakingCalls()
    await send({ ...invite, callId: 'c' })
    expect(udp.take()).toEqual(['100', '503'])
  })
})
