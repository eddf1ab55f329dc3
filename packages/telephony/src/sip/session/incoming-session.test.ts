import { beforeEach, describe, expect, it } from 'vitest'
import { openSipBench, type SipBench } from '../../testing/sip-bench.ts'
import { newBranch, requestText, type RequestText } from '../../testing/sip-text.ts'

const CONTACT = '<sip:caller@192.0.2.7:5062>'
const REFUSAL = { status: 486 }

describe('IncomingSession', () => {
  let bench: SipBench
  let branch: string

  beforeEach(() => {
    bench = openSipBench()
    branch = newBranch()
  })

  const invite = (changes: Partial<RequestText> = {}) =>
    requestText({ method: 'INVITE', branch, contact: CONTACT, body: 'v=0 offer', ...changes })

  /** A request of the caller within the dialog. */
  const inDialog = (method: string, cseq: number, changes: Partial<RequestText> = {}) =>
    requestText({ method, cseq, toTag: bench.calls[0]!.localTag, contact: CONTACT, ...changes })

  async function answered(changes: Partial<RequestText> = {}) {
    await bench.send(invite(changes))
    const call = bench.calls[0]!
    call.accept('v=0 answer')
    const ok = bench.udp.takeResponse()
    await bench.send(inDialog('ACK', 1))
    return { call, ok }
  }

  it('rings, answers, and ends when the caller says BYE', async () => {
    await bench.send(invite())
    const call = bench.calls[0]!
    expect(call.offer).toBe('v=0 offer')
    call.ring()
    call.accept('v=0 answer')
    const messages = bench.udp.takeMessages()
    expect(messages.map((message) => 'status' in message && message.status)).toEqual([
      100, 180, 200,
    ])
    expect(messages[2]!.body.toString()).toBe('v=0 answer')
    expect(messages[2]!.headers.get('content-type')).toBe('application/sdp')
    expect(messages[2]!.headers.get('contact')).toBe('<sip:iris@iris.test:5060>')
    expect(messages[1]!.to.parameters.get('tag')).toBe(call.localTag)
    await bench.send(inDialog('ACK', 1))
    await bench.send(inDialog('BYE', 2))
    expect(bench.udp.take()).toEqual(['200'])
    expect(bench.notes).toEqual(['ended bye'])
    await bench.send(inDialog('BYE', 3))
    expect(bench.udp.take()).toEqual(['481'])
    bench.clock.advance(64_000)
    expect(bench.endpoint.size).toEqual({
      sessions: 0,
      clientTransactions: 0,
      serverTransactions: 0,
    })
    expect(bench.clock.pending).toBe(0)
  })

  it('is offered once, however often the INVITE is repeated', async () => {
    await bench.send(invite())
    await bench.send(invite())
    bench.calls[0]!.ring()
    await bench.send(invite())
    bench.calls[0]!.accept('v=0 answer')
    await bench.send(invite())
    expect(bench.udp.take()).toEqual(['100', '100', '180', '180', '200'])
    expect(bench.calls).toHaveLength(1)
  })

  it('keeps a long ringing alive', async () => {
    await bench.send(invite())
    bench.calls[0]!.ring()
    bench.clock.advance(125_000)
    expect(bench.udp.take()).toEqual(['100', '180', '180', '180'])
  })

  it('repeats its 200 until the ACK comes', async () => {
    await bench.send(invite())
    bench.calls[0]!.accept('v=0 answer')
    bench.clock.advance(4000)
    expect(bench.udp.take()).toEqual(['100', '200', '200', '200', '200'])
    await bench.send(inDialog('ACK', 1))
    bench.clock.advance(20_000)
    expect(bench.udp.take()).toEqual([])
  })

  it('ends a call whose answer nobody acknowledges', async () => {
    await bench.send(invite())
    bench.calls[0]!.accept('v=0 answer')
    bench.clock.advance(32_000)
    expect(bench.notes).toEqual(['ended vanished no-ack'])
    expect(bench.udp.take().at(-1)).toBe('BYE')
    bench.clock.advance(64_000)
    expect(bench.endpoint.size).toEqual({
      sessions: 0,
      clientTransactions: 0,
      serverTransactions: 0,
    })
    expect(bench.clock.pending).toBe(0)
  })

  it('is over when the caller cancels', async () => {
    await bench.send(invite())
    bench.calls[0]!.ring()
    await bench.send({ method: 'CANCEL', branch })
    expect(bench.udp.take()).toEqual(['100', '180', '200', '487'])
    expect(bench.notes).toEqual(['ended cancelled'])
    await bench.send({ method: 'ACK', branch, toTag: bench.calls[0]!.localTag })
    bench.calls[0]!.accept('v=0 answer')
    expect(bench.udp.take()).toEqual([])
    bench.clock.advance(64_000)
    expect(bench.endpoint.size).toEqual({
      sessions: 0,
      clientTransactions: 0,
      serverTransactions: 0,
    })
  })

  it('stays when the CANCEL comes too late', async () => {
    await bench.send(invite())
    bench.calls[0]!.accept('v=0 answer')
    await bench.send({ method: 'CANCEL', branch })
    const [, ok, cancelOk] = bench.udp.takeMessages()
    expect([ok, cancelOk]).toMatchObject([{ status: 200 }, { status: 200 }])
    expect(cancelOk?.to.parameters.get('tag')).toBe(ok?.to.parameters.get('tag'))
    expect(bench.notes).toEqual([])
  })

  it('is over when the caller says BYE before it is answered', async () => {
    await bench.send(invite())
    bench.calls[0]!.ring()
    await bench.send(inDialog('BYE', 2))
    expect(bench.udp.take()).toEqual(['100', '180', '200', '487'])
    expect(bench.notes).toEqual(['ended cancelled'])
  })

  it('is over when the time that the caller gave is up', async () => {
    await bench.send(invite({ headers: ['Expires: 20'] }))
    bench.clock.advance(20_000)
    expect(bench.udp.take().slice(0, 2)).toEqual(['100', '487'])
    expect(bench.notes).toEqual(['ended cancelled'])
  })

  it('refuses, and repeats the refusal until it is acknowledged', async () => {
    await bench.send(invite())
    bench.calls[0]!.end(REFUSAL, [])
    bench.clock.advance(600)
    expect(bench.udp.take()).toEqual(['100', '486', '486'])
    await bench.send({ method: 'ACK', branch, toTag: bench.calls[0]!.localTag })
    bench.clock.advance(10_000)
    expect(bench.udp.take()).toEqual([])
    expect(bench.notes).toEqual([])
    expect(bench.endpoint.size.sessions).toBe(0)
  })

  it('says BYE when it is hung up', async () => {
    const { call } = await answered()
    call.end(REFUSAL, [['reason', 'Q.850;cause=16']])
    const bye = bench.udp.takeRequest()
    expect(bye).toMatchObject({ method: 'BYE', uri: 'sip:caller@192.0.2.7:5062' })
    expect(bye.headers.get('reason')).toBe('Q.850;cause=16')
    expect(bye.headers.get('from')).toBe(`<sip:100@iris.test>;tag=${call.localTag}`)
    expect(bye.headers.get('to')).toBe('<sip:caller@example.com>;tag=caller-tag')
    expect(bench.notes).toEqual([])
  })

  it('says BYE only after the ACK', async () => {
    await bench.send(invite())
    const call = bench.calls[0]!
    call.accept('v=0 answer')
    call.end(REFUSAL, [])
    expect(bench.udp.take()).toEqual(['100', '200'])
    await bench.send(inDialog('ACK', 1))
    expect(bench.udp.take()).toEqual(['BYE'])
  })

  it('says BYE without an ACK when none ever comes', async () => {
    await bench.send(invite())
    bench.calls[0]!.accept('v=0 answer')
    bench.calls[0]!.end(REFUSAL, [])
    bench.clock.advance(32_000)
    expect(bench.udp.take().at(-1)).toBe('BYE')
    expect(bench.notes).toEqual([])
    bench.clock.advance(64_000)
    expect(bench.endpoint.size).toEqual({
      sessions: 0,
      clientTransactions: 0,
      serverTransactions: 0,
    })
  })

  it('sends its requests by the routes that the call came by', async () => {
    const { call, ok } = await answered({
      headers: ['Record-Route: <sip:p2.example.com;lr>, <sip:p1.example.com;lr>'],
    })
    expect(ok.headers.list('record-route')).toEqual([
      '<sip:p2.example.com;lr>',
      '<sip:p1.example.com;lr>',
    ])
    call.end(REFUSAL, [])
    const bye = bench.udp.takeRequest()
    expect(bye.uri).toBe('sip:caller@192.0.2.7:5062')
    expect(bye.headers.all('route')).toEqual(['<sip:p2.example.com;lr>', '<sip:p1.example.com;lr>'])
  })

  it('takes a strict router at its word', async () => {
    const { call } = await answered({ headers: ['Record-Route: <sip:strict.example.com>'] })
    call.end(REFUSAL, [])
    const bye = bench.udp.takeRequest()
    expect(bye.uri).toBe('sip:strict.example.com')
    expect(bye.headers.all('route')).toEqual(['<sip:caller@192.0.2.7:5062>'])
  })

  it('makes the offer where the caller leaves it to us, and takes the answer from the ACK', async () => {
    await bench.send(invite({ body: '' }))
    const call = bench.calls[0]!
    expect(call.offer).toBeUndefined()
    call.accept('v=0 our offer')
    await bench.send(inDialog('ACK', 1, { body: 'v=0 their answer' }))
    await bench.send(inDialog('ACK', 1, { body: 'v=0 their answer' }))
    expect(bench.notes).toEqual(['answered v=0 their answer'])
  })

  it('passes INFO on, and says which it cannot use', async () => {
    await answered()
    const relay = { type: 'application/dtmf-relay', body: 'Signal=5' }
    await bench.send(inDialog('INFO', 2, relay))
    await bench.send(inDialog('INFO', 3, { type: 'text/plain', body: 'hello' }))
    await bench.send(inDialog('INFO', 4))
    await bench.send(inDialog('INFO', 5, { headers: ['Info-Package: foo'] }))
    expect(bench.udp.take()).toEqual(['200', '415', '200', '469'])
    expect(bench.notes).toEqual(['info application/dtmf-relay Signal=5', 'info text/plain hello'])
  })

  it('refuses what comes out of order, what is unknown, and what it cannot do', async () => {
    await answered()
    await bench.send(inDialog('OPTIONS', 10))
    await bench.send(inDialog('INFO', 9))
    await bench.send(inDialog('MESSAGE', 11))
    await bench.send(inDialog('INFO', 12, { headers: ['Require: foo'] }))
    await bench.send(inDialog('INFO', 13, { fromTag: 'somebody-else' }))
    await bench.send(inDialog('INFO', 14, { callId: 'another' }))
    expect(bench.udp.take()).toEqual(['200', '500', '405', '420', '481', '481'])
  })

  it('ends when the caller knows nothing of it any more', async () => {
    const { call } = await answered()
    const sent = call.sendInfo({ type: 'application/dtmf-relay', body: 'Signal=1' })
    bench.clock.advance(32_000)
    expect(await sent).toBe(false)
    expect(bench.notes).toEqual(['ended vanished no-response'])
    expect(bench.udp.take().at(-1)).toBe('BYE')
  })
})
