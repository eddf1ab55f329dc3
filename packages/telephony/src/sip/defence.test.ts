import { beforeEach, describe, expect, it } from 'vitest'
import { digestAnswer } from '../testing/digest-client.ts'
import { openSipBench, type SipBench } from '../testing/sip-bench.ts'
import { requestText, responseText, type RequestText } from '../testing/sip-text.ts'

const CONTACT = '<sip:caller@192.0.2.7:5062>'
const SCANNER = ['User-Agent: friendly-scanner']
const NOTHING = { sessions: 0, clientTransactions: 0, serverTransactions: 0 }

describe('an endpoint in the internet', () => {
  let bench: SipBench

  beforeEach(() => {
    bench = openSipBench()
  })

  const register = (changes: Partial<RequestText> = {}): RequestText => ({
    method: 'REGISTER',
    uri: 'sip:iris.test',
    from: '<sip:alice@iris.test>',
    to: '<sip:alice@iris.test>',
    contact: CONTACT,
    ...changes,
  })

  async function guess(callId: string): Promise<void> {
    await bench.send(register({ callId }))
    const challenges = bench.udp.takeResponse().headers.all('www-authenticate')
    const login = { user: `user-${callId}`, password: 'x', method: 'REGISTER', uri: 'sip:x' }
    const headers = [`Authorization: ${digestAnswer(challenges, login)}`]
    await bench.send(register({ callId, cseq: 2, headers }))
  }

  it.each([
    ['its program', { headers: SCANNER }],
    ['another program', { headers: ['User-Agent: sipcli/v1.8'] }],
    ['its name', { from: '"sipvicious" <sip:100@1.1.1.1>' }],
  ])('says nothing to a scanner that is known by %s', async (_, changes) => {
    await bench.send({ method: 'OPTIONS', ...changes })
    await bench.send({ method: 'INVITE', contact: CONTACT, body: 'v=0', ...changes })
    expect(bench.udp.sent).toEqual([])
    expect(bench.calls).toEqual([])
    expect(bench.endpoint.size).toEqual(NOTHING)
  })

  it('shuts a scanner out after a few messages, whatever it calls itself then', async () => {
    for (const callId of ['a', 'b', 'c']) {
      await bench.send({ method: 'OPTIONS', callId, headers: SCANNER })
    }
    await bench.send({ method: 'OPTIONS', callId: 'd' })
    await bench.send(requestText({ method: 'OPTIONS', headers: ['Not a header'] }))
    expect(bench.udp.sent).toEqual([])
    bench.clock.advance(60_000)
    await bench.send({ method: 'OPTIONS', callId: 'e' })
    expect(bench.udp.take()).toEqual(['200'])
  })

  it('closes the connection of a scanner', async () => {
    const flow = bench.webSocket('one')
    await bench.send({ method: 'OPTIONS', headers: SCANNER }, flow)
    expect(flow.closedBecause).toBe('A scanner is not served')
    expect(flow.sent).toEqual([])
  })

  it('shuts out who guesses passwords of many users', async () => {
    for (let attempt = 0; attempt < 31; attempt += 1) await guess(`guess-${attempt}`)
    expect(bench.udp.take().every((status) => status === '403')).toBe(true)
    expect(bench.guard.isBanned('192.0.2.7')).toBe(true)
    await bench.send({ method: 'OPTIONS' })
    expect(bench.udp.sent).toEqual([])
  })

  it('counts no guesses that may come from a borrowed address', async () => {
    const nonce = 'forged'
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const answer = `Digest username="u${attempt}", realm="iris.test", nonce="${nonce}", uri="sip:x", response="0", qop=auth, cnonce="c", nc=00000001`
      const headers = [`Authorization: ${answer}`]
      await bench.send(register({ callId: `forged-${attempt}`, headers }))
    }
    expect(bench.guard.isBanned('192.0.2.7')).toBe(false)
  })

  it('sends those away who flood it with calls, and holds nothing of them', async () => {
    for (let time = 0; time < 600; time += 1) {
      await bench.send({ method: 'INVITE', callId: `flood-${time}`, contact: CONTACT, body: 'v=0' })
      bench.calls.at(-1)?.end({ status: 404 }, [])
    }
    const answers = bench.udp.take()
    expect(answers.filter((answer) => answer === '404')).toHaveLength(500)
    expect(answers.filter((answer) => answer === '503')).toHaveLength(100)
    bench.clock.advance(200_000)
    expect(bench.endpoint.size).toEqual(NOTHING)
  })

  it('shuts out no address that somebody calls from', async () => {
    await bench.send({ method: 'INVITE', contact: CONTACT, body: 'v=0' })
    bench.udp.take()
    for (let time = 0; time < 10; time += 1) {
      await bench.send({ method: 'OPTIONS', callId: `scan-${time}`, headers: SCANNER })
    }
    await bench.send({ method: 'OPTIONS', callId: 'good' })
    expect(bench.udp.take()).toEqual(['200'])
  })

  it('challenges datagrams of one address within bounds, and holds nothing of the rest', async () => {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      await bench.send(register({ callId: `flood-${attempt}` }))
    }
    expect(bench.udp.take()).toHaveLength(200)
    bench.clock.advance(60_000)
    expect(bench.endpoint.size).toEqual(NOTHING)
    await bench.send(register({ callId: 'later' }))
    expect(bench.udp.take()).toEqual(['401'])
  })

  it('answers so many malformed datagrams and no more, and every one of a connection', async () => {
    const bytes = requestText({ method: 'OPTIONS', headers: ['Not a header'] })
    const flow = bench.webSocket('one')
    for (let time = 0; time < 100; time += 1) {
      await bench.send(bytes)
      await bench.send(bytes, flow)
    }
    expect(bench.udp.sent).toHaveLength(50)
    expect(flow.sent).toHaveLength(100)
  })

  it('answers nothing with much more than came', async () => {
    const small = Buffer.from('A b\r\nVia:SIP/2.0/UDP a\r\nVia:SIP/2.0/UDP b\r\n\r\n')
    await bench.send(small)
    for (const { length } of bench.udp.sent) expect(length).toBeLessThanOrEqual(small.length + 128)
    const lines = Array.from({ length: 3 }, () => 'Via: SIP/2.0/UDP a')
    const vias = Buffer.from(`A b\r\n${lines.join('\r\n')}\r\n\r\n`)
    bench.udp.sent.length = 0
    await bench.send(vias)
    for (const { length } of bench.udp.sent) expect(length).toBeLessThanOrEqual(vias.length + 128)
  })

  it('drops what answers nothing, without a trace', async () => {
    const invite = requestText({ method: 'OPTIONS' })
    for (let time = 0; time < 100; time += 1) await bench.send(invite)
    bench.clock.advance(60_000)
    bench.udp.take()
    const call = { uri: 'sip:1@192.0.2.7', from: '<sip:2@iris.test>', to: '<sip:1@192.0.2.7>' }
    const session = bench.endpoint.call(
      { ...call, offer: 'v=0', headers: [] },
      bench.udp,
      undefined,
    )
    session?.start()
    const request = bench.udp.takeRequest()
    session?.end({ status: 480 }, [])
    bench.clock.advance(200_000)
    for (let time = 0; time < 100; time += 1) {
      await bench.send(responseText(request, { status: 200, toTag: `t${time}`, contact: CONTACT }))
    }
    expect(bench.udp.takeMessages().filter((message) => message.kind === 'response')).toEqual([])
    expect(bench.endpoint.size).toEqual(NOTHING)
  })
})
