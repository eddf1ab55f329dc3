import { beforeEach, describe, expect, it } from 'vitest'
import { openSipBench, settle, type SipBench } from '../../testing/sip-bench.ts'
import { requestText, responseText, type RequestText } from '../../testing/sip-text.ts'
import { bodyText } from '../message.ts'

const CONTACT = '<sip:caller@192.0.2.7:5062>'
const REFER_TO = 'Refer-To: <sip:200@example.com>'

describe('Referral', () => {
  let bench: SipBench

  beforeEach(async () => {
    bench = openSipBench()
    await bench.send({ method: 'INVITE', contact: CONTACT, body: 'v=0 offer' })
    bench.calls[0]!.accept('v=0 answer')
    await bench.send(inDialog('ACK', 1))
    bench.udp.take()
  })

  const inDialog = (method: string, cseq: number, changes: Partial<RequestText> = {}) =>
    requestText({ method, cseq, toTag: bench.calls[0]!.localTag, contact: CONTACT, ...changes })

  const refer = (cseq: number, ...headers: string[]) =>
    bench.send(inDialog('REFER', cseq, { headers }))

  it('is accepted with 202 and a first piece of news, and ends with a final one', async () => {
    await refer(2, REFER_TO)
    const [referral] = bench.referrals
    expect(bench.notes).toEqual(['referred sip:200@example.com'])
    referral!.accept()
    referral!.accept()
    await settle()
    const [accepted, trying] = bench.udp.takeMessages()
    expect(accepted).toMatchObject({ status: 202 })
    expect(trying).toMatchObject({ method: 'NOTIFY' })
    expect(trying!.headers.get('event')).toBe('refer;id=2')
    expect(trying!.headers.get('content-type')).toBe('message/sipfrag;version=2.0')
    expect(bodyText(trying!)).toBe('SIP/2.0 100 Trying\r\n')
    // News wait for those before them, and whoever tells them for the answer.
    let isHeard = false
    const told = referral!.progress(200).then(() => (isHeard = true))
    await settle()
    expect(isHeard).toBe(false)
    expect(bench.udp.take()).toEqual([])
    if (trying?.kind !== 'request') throw new Error('No request')
    await bench.send(responseText(trying, { status: 200 }))
    const last = bench.udp.takeRequest()
    expect(bodyText(last)).toBe('SIP/2.0 200 OK\r\n')
    expect(last.headers.get('subscription-state')).toBe('terminated;reason=noresource')
    await bench.send(responseText(last, { status: 200 }))
    await told
    await referral!.progress(486)
    await settle()
    expect(bench.udp.take()).toEqual([])
  })

  it('is refused, by hand or by waiting too long', async () => {
    await refer(2, REFER_TO)
    bench.referrals[0]!.refuse({ status: 603 })
    expect(bench.udp.take()).toEqual(['603'])
    await refer(3, REFER_TO)
    bench.clock.advance(4999)
    expect(bench.udp.take()).toEqual([])
    bench.clock.advance(1)
    expect(bench.udp.take()).toEqual(['603'])
    bench.referrals[1]!.accept()
    await settle()
    expect(bench.udp.take()).toEqual([])
  })

  it('brings no news to those who want none (RFC 4488)', async () => {
    await refer(2, REFER_TO, 'Refer-Sub: false')
    bench.referrals[0]!.accept()
    await bench.referrals[0]!.progress(200)
    await settle()
    const accepted = bench.udp.takeResponse()
    expect(accepted.status).toBe(202)
    expect(accepted.headers.get('refer-sub')).toBe('false')
  })

  it('leaves the call alone when the party knows of no subscription', async () => {
    await refer(2, REFER_TO)
    bench.referrals[0]!.accept()
    await settle()
    await bench.send(responseText(bench.udp.takeRequest(), { status: 481 }))
    void bench.referrals[0]!.progress(180)
    await settle()
    bench.udp.take()
    bench.clock.advance(32_000)
    await settle()
    expect(bench.notes).toEqual(['referred sip:200@example.com'])
    expect(bench.endpoint.size.sessions).toBe(1)
  })

  it.each([
    ['without Refer-To', [], 400],
    ['with two', [REFER_TO, REFER_TO], 400],
    ['to nowhere', ['Refer-To: nowhere'], 400],
    ['to another scheme', ['Refer-To: <mailto:a@b>'], 416],
    ['for another method', ['Refer-To: <sip:a@b;method=BYE>'], 501],
    ['with a malformed Replaces', ['Refer-To: <sip:a@b?Replaces=x>'], 400],
  ])('is refused %s', async (_, headers, status) => {
    await refer(2, ...headers)
    expect(bench.udp.take()).toEqual([String(status)])
    expect(bench.referrals).toEqual([])
  })

  it('is for calls that are up', async () => {
    await bench.send({ method: 'INVITE', callId: 'b', contact: CONTACT, body: 'v=0' })
    const toTag = bench.calls[1]!.localTag
    bench.udp.take()
    await bench.send(
      requestText({ method: 'REFER', callId: 'b', cseq: 2, toTag, headers: [REFER_TO] }),
    )
    await bench.send({ method: 'REFER', callId: 'c', headers: [REFER_TO] })
    expect(bench.udp.take()).toEqual(['491', '481'])
  })

  it('leaves nothing behind', async () => {
    await refer(2, REFER_TO)
    bench.referrals[0]!.accept()
    await settle()
    await bench.send(inDialog('BYE', 3))
    bench.clock.advance(120_000)
    await settle()
    bench.clock.advance(120_000)
    expect(bench.clock.pending).toBe(0)
    expect(bench.endpoint.size).toEqual({
      sessions: 0,
      clientTransactions: 0,
      serverTransactions: 0,
    })
  })
})

describe('an INVITE with Replaces', () => {
  let bench: SipBench

  beforeEach(async () => {
    bench = openSipBench()
    await bench.send({ method: 'INVITE', contact: CONTACT, body: 'v=0 offer' })
  })

  const replacing = (value: string) =>
    bench.send({
      method: 'INVITE',
      callId: 'another',
      contact: CONTACT,
      body: 'v=0',
      headers: [`Replaces: ${value}`],
    })
  const named = (more = ''): string =>
    `call-1;to-tag=${bench.calls[0]!.localTag};from-tag=caller-tag${more}`

  it('names the session that it is to replace', async () => {
    bench.calls[0]!.accept('v=0 answer')
    await replacing(named())
    expect(bench.calls[1]?.replaced).toBe(bench.calls[0])
  })

  it.each([
    ['a dialog that is unknown', () => 'call-1;to-tag=x;from-tag=caller-tag', 481],
    ['a dialog of other tags', () => named().replace('caller-tag', 'other-tag'), 481],
    ['nonsense', () => 'nonsense', 400],
    ['only what rings, when it is answered', () => named(';early-only'), 486],
  ])('is refused for %s', async (_, value, status) => {
    bench.calls[0]!.accept('v=0 answer')
    bench.udp.take()
    await replacing(value())
    expect(bench.udp.take()).toEqual(['100', String(status)])
    expect(bench.calls).toHaveLength(1)
  })

  it('does not pick up a call that we were to answer', async () => {
    bench.udp.take()
    await replacing(named())
    expect(bench.udp.take()).toEqual(['100', '481'])
  })

  it('takes no call of a browser for another', async () => {
    const flow = bench.webSocket('one')
    const invite = { method: 'INVITE', callId: 'b', contact: CONTACT, body: 'v=0' }
    await bench.sendAs('alice', invite, { flow })
    const call = bench.calls[1]!
    call.accept('v=0')
    await replacing(`b;to-tag=${call.localTag};from-tag=caller-tag`)
    expect(bench.udp.takeResponse().status).toBe(403)
  })
})
