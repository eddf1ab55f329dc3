import { beforeEach, describe, expect, it } from 'vitest'
import type { SipRequest } from '../message.ts'
import { MemoryFlow, notingHandlers, openSipBench, type SipBench } from '../../testing/sip-bench.ts'
import { requestText, responseText, type ResponseText } from '../../testing/sip-text.ts'
import type { OutgoingSession } from './outgoing-session.ts'

const CONTACT = '<sip:555@192.0.2.7:5062>'
const NONE = { status: 480 }
const GONE = { sessions: 0, clientTransactions: 0, serverTransactions: 0 }

describe('OutgoingSession', () => {
  let bench: SipBench
  let session: OutgoingSession
  let invite: SipRequest

  beforeEach(() => {
    bench = openSipBench()
    session = bench.endpoint.call(
      {
        uri: 'sip:555@192.0.2.7',
        from: '"Iris" <sip:100@iris.test>',
        to: '<sip:555@192.0.2.7>',
        offer: 'v=0 offer',
        headers: [['x-tenant', 'demo']],
      },
      bench.udp,
      undefined,
    )!
    session.handle(notingHandlers(bench.notes))
    session.start()
    invite = bench.udp.takeRequest()
  })

  const respond = (response: ResponseText, request = invite) =>
    bench.send(responseText(request, response))

  const answer = () => respond({ status: 200, toTag: 'them', contact: CONTACT, body: 'v=0 answer' })

  it('invites with what was asked for', () => {
    expect(invite.uri).toBe('sip:555@192.0.2.7')
    expect(invite.headers.get('x-tenant')).toBe('demo')
    expect(invite.headers.get('from')).toBe(`"Iris" <sip:100@iris.test>;tag=${session.localTag}`)
    expect(invite.headers.get('to')).toBe('<sip:555@192.0.2.7>')
    expect(invite.headers.get('via')).toMatch(
      /^SIP\/2\.0\/UDP iris\.test:5060;branch=z9hG4bK\w+;rport$/,
    )
    expect(invite.body.toString()).toBe('v=0 offer')
  })

  it('rings once, is answered, acknowledges, and ends by BYE', async () => {
    await respond({ status: 100 })
    await respond({ status: 183, toTag: 'them', contact: CONTACT })
    await respond({ status: 180, toTag: 'them', contact: CONTACT })
    await answer()
    expect(bench.notes).toEqual(['ringing', 'answered v=0 answer'])
    const ack = bench.udp.takeRequest()
    expect(ack).toMatchObject({ method: 'ACK', uri: 'sip:555@192.0.2.7:5062' })
    expect(ack.cseq.number).toBe(invite.cseq.number)
    expect(ack.via.branch).not.toBe(invite.via.branch)
    session.end(NONE, [])
    const bye = bench.udp.takeRequest()
    expect(bye.cseq.number).toBe(invite.cseq.number + 1)
    expect(bye.to.parameters.get('tag')).toBe('them')
    await respond({ status: 200 }, bye)
    bench.clock.advance(64_000)
    expect(bench.endpoint.size).toEqual(GONE)
    expect(bench.clock.pending).toBe(0)
  })

  it('acknowledges every repetition of the 200 with the same ACK', async () => {
    await answer()
    const [ack] = bench.udp.sent.splice(0)
    await answer()
    await answer()
    expect(bench.udp.sent).toEqual([ack, ack])
    expect(bench.notes).toEqual(['answered v=0 answer'])
  })

  it('takes the description of a provisional answer where the final one has none', async () => {
    await respond({ status: 183, toTag: 'them', contact: CONTACT, body: 'v=0 early' })
    await respond({ status: 200, toTag: 'them', contact: CONTACT })
    expect(bench.notes).toEqual(['ringing', 'progressed v=0 early', 'answered v=0 early'])
  })

  it('goes by the routes of the answer in reverse order, to where they lead', async () => {
    const proxy = new MemoryFlow('udp:proxy', 'UDP')
    bench.flows.set('sip:p1.example.com;lr', proxy)
    await respond({
      status: 200,
      toTag: 'them',
      contact: CONTACT,
      headers: ['Record-Route: <sip:p2.example.com;lr>', 'Record-Route: <sip:p1.example.com;lr>'],
      body: 'v=0 answer',
    })
    const ack = proxy.takeRequest()
    expect(ack.headers.all('route')).toEqual(['<sip:p1.example.com;lr>', '<sip:p2.example.com;lr>'])
    expect(bench.udp.take()).toEqual([])
  })

  it('keeps the first answer of a fork, and says BYE to the others', async () => {
    await answer()
    await respond({ status: 200, toTag: 'another', contact: '<sip:b@192.0.2.7>', body: 'v=0 b' })
    const messages = bench.udp.takeMessages().filter((message) => message.kind === 'request')
    expect(messages.map(({ method, uri }) => `${method} ${uri}`)).toEqual([
      'ACK sip:555@192.0.2.7:5062',
      'ACK sip:b@192.0.2.7',
      'BYE sip:b@192.0.2.7',
    ])
    expect(bench.notes).toEqual(['answered v=0 answer'])
  })

  it('is refused, and acknowledges that', async () => {
    await respond({ status: 486, toTag: 'them' })
    const ack = bench.udp.takeRequest()
    expect(ack).toMatchObject({ method: 'ACK', uri: invite.uri })
    expect(ack.via.branch).toBe(invite.via.branch)
    expect(bench.notes).toEqual(['ended refused 486'])
    bench.clock.advance(32_000)
    expect(bench.endpoint.size).toEqual(GONE)
  })

  it('is over when nobody answers at all', () => {
    bench.clock.advance(32_000)
    expect(bench.notes).toEqual(['ended unanswered'])
    expect(bench.endpoint.size).toEqual(GONE)
    expect(bench.clock.pending).toBe(0)
  })

  it('cancels at once where the callee has shown signs of life', async () => {
    await respond({ status: 180, toTag: 'them', contact: CONTACT })
    session.end(NONE, [['reason', 'SIP;cause=200']])
    const cancel = bench.udp.takeRequest()
    expect(cancel).toMatchObject({ method: 'CANCEL', uri: invite.uri })
    expect(cancel.via.branch).toBe(invite.via.branch)
    expect(cancel.headers.get('to')).toBe(invite.headers.get('to'))
    expect(cancel.headers.get('reason')).toBe('SIP;cause=200')
    await respond({ status: 200 }, cancel)
    await respond({ status: 487, toTag: 'them' })
    expect(bench.udp.take()).toEqual(['ACK'])
    expect(bench.notes).toEqual(['ringing'])
    bench.clock.advance(64_000)
    expect(bench.endpoint.size).toEqual(GONE)
    expect(bench.clock.pending).toBe(0)
  })

  it('waits with the CANCEL for a sign that the INVITE arrived, and sends it once', async () => {
    session.end(NONE, [])
    expect(bench.udp.take()).toEqual([])
    await respond({ status: 100 })
    await respond({ status: 180, toTag: 'them', contact: CONTACT })
    expect(bench.udp.take()).toEqual(['CANCEL'])
    expect(bench.notes).toEqual([])
  })

  it('says BYE when the answer crosses the CANCEL', async () => {
    await respond({ status: 180, toTag: 'them', contact: CONTACT })
    session.end(NONE, [['reason', 'x']])
    await answer()
    expect(bench.udp.take()).toEqual(['CANCEL', 'ACK', 'BYE'])
    await answer()
    expect(bench.udp.take()).toEqual(['ACK'])
    expect(bench.notes).toEqual(['ringing'])
  })

  it('forgets a callee who heeds neither CANCEL nor anything else', async () => {
    await respond({ status: 180, toTag: 'them', contact: CONTACT })
    session.end(NONE, [])
    bench.clock.advance(64_000)
    expect(bench.endpoint.size).toEqual(GONE)
  })

  it('takes requests in the early dialog', async () => {
    await respond({ status: 180, toTag: 'them', contact: CONTACT })
    const early = { callId: invite.callId, fromTag: 'them', toTag: session.localTag }
    await bench.send(requestText({ method: 'INFO', ...early }))
    await bench.send(requestText({ method: 'UPDATE', cseq: 2, body: 'v=0', ...early }))
    expect(bench.udp.take()).toEqual(['200', '491'])
  })

  it('ends, and is cancelled, when the callee says BYE before its answer', async () => {
    await respond({ status: 183, toTag: 'them', contact: CONTACT })
    const dialog = { callId: invite.callId, fromTag: 'them', toTag: session.localTag }
    await bench.send(requestText({ method: 'BYE', ...dialog }))
    expect(bench.udp.take()).toEqual(['200', 'CANCEL'])
    expect(bench.notes).toEqual(['ringing', 'ended bye'])
    bench.clock.advance(64_000)
    expect(bench.endpoint.size).toEqual(GONE)
  })

  it('ends when the callee says BYE', async () => {
    await answer()
    bench.udp.take()
    const dialog = { callId: invite.callId, fromTag: 'them', toTag: session.localTag }
    await bench.send(requestText({ method: 'BYE', ...dialog }))
    expect(bench.udp.take()).toEqual(['200'])
    expect(bench.notes).toEqual(['answered v=0 answer', 'ended bye'])
  })
})
