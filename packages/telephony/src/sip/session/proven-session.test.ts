import { beforeEach, describe, expect, it } from 'vitest'
import type { SipRequest } from '../message.ts'
import { notingHandlers, openSipBench, type SipBench } from '../../testing/sip-bench.ts'
import { responseText, type ResponseText } from '../../testing/sip-text.ts'
import type { OutgoingSession } from './outgoing-session.ts'

const CONTACT = '<sip:555@192.0.2.7:5062>'
const CHALLENGE = 'WWW-Authenticate: Digest realm="carrier", nonce="n1", qop="auth"'
const PROXY_CHALLENGE = 'Proxy-Authenticate: Digest realm="edge", nonce="n2", qop="auth"'
const NONE = { status: 480 }

describe('an OutgoingSession with credentials', () => {
  let bench: SipBench
  let session: OutgoingSession
  let invite: SipRequest

  beforeEach(() => {
    bench = openSipBench()
    const made = bench.endpoint.call(
      {
        uri: 'sip:555@192.0.2.7',
        from: '<sip:100@iris.test>',
        to: '<sip:555@192.0.2.7>',
        offer: 'v=0 offer',
        headers: [],
        credentials: { username: 'iris', password: 'secret' },
        silenceMs: 2000,
      },
      bench.udp,
      undefined,
    )
    if (!made) throw new Error('No session')
    session = made
    session.handle(notingHandlers(bench.notes))
    session.start()
    invite = bench.udp.takeRequest()
  })

  const respond = (response: ResponseText, request = invite) =>
    bench.send(responseText(request, { toTag: 'them', ...response }))

  /** Answers the challenge to the INVITE; gives the second INVITE. */
  async function proven(): Promise<SipRequest> {
    await respond({ status: 401, headers: [CHALLENGE] })
    const [ack, second] = bench.udp.takeMessages()
    expect(ack).toMatchObject({ method: 'ACK', cseq: { number: 1 } })
    if (second?.kind !== 'request') throw new Error('No second INVITE')
    return second
  }

  it('invites again with proof, in the same call, and is answered', async () => {
    const second = await proven()
    expect(second.method).toBe('INVITE')
    expect(second.callId).toBe(invite.callId)
    expect(second.cseq.number).toBe(2)
    expect(second.headers.get('authorization')).toContain('username="iris"')
    expect(second.body.toString()).toBe('v=0 offer')
    await respond({ status: 200, contact: CONTACT, body: 'v=0 answer' }, second)
    expect(bench.notes).toEqual(['answered v=0 answer'])
    expect(bench.udp.takeRequest().cseq).toEqual({ number: 2, method: 'ACK' })
  })

  it('cancels the INVITE that stands, not the one that was challenged', async () => {
    const second = await proven()
    await respond({ status: 180, contact: CONTACT }, second)
    session.end(NONE, [])
    const cancel = bench.udp.takeRequest()
    expect(cancel).toMatchObject({ method: 'CANCEL', cseq: { number: 2 } })
    expect(cancel.via.branch).toBe(second.via.branch)
  })

  it('is given up when nobody answers its proof', async () => {
    await proven()
    bench.clock.advance(2000)
    expect(bench.notes).toEqual(['ended unanswered'])
  })

  it('is refused when its proof is', async () => {
    const second = await proven()
    await respond({ status: 401, headers: [CHALLENGE] }, second)
    expect(bench.notes).toEqual(['ended refused 401'])
  })

  it('invites no more when it was given up before the challenge came', async () => {
    session.end(NONE, [])
    await respond({ status: 401, headers: [CHALLENGE] })
    expect(bench.udp.take()).toEqual(['ACK'])
    bench.clock.advance(64_000)
    expect(bench.endpoint.size.sessions).toBe(0)
  })

  it('proves itself within the call too', async () => {
    const second = await proven()
    await respond({ status: 200, contact: CONTACT, body: 'v=0 answer' }, second)
    bench.udp.take()
    session.end(NONE, [])
    const bye = bench.udp.takeRequest()
    await respond({ status: 407, headers: [PROXY_CHALLENGE] }, bye)
    const again = bench.udp.takeRequest()
    expect(again).toMatchObject({ method: 'BYE', cseq: { number: bye.cseq.number + 1 } })
    expect(again.headers.get('proxy-authorization')).toContain('realm="edge"')
    await respond({ status: 200 }, again)
    expect(bench.endpoint.size.sessions).toBe(0)
  })

  describe('whose INVITE nobody answers for 2 s', () => {
    beforeEach(() => bench.clock.advance(2000))

    it('is given up, and the INVITE is sent no more', () => {
      expect(bench.notes).toEqual(['ended unanswered'])
      bench.udp.take()
      bench.clock.advance(10_000)
      expect(bench.udp.take()).toEqual([])
    })

    it('is cancelled when somebody wakes up, and nobody is rung', async () => {
      bench.udp.take()
      await respond({ status: 180, contact: CONTACT })
      expect(bench.udp.take()).toEqual(['CANCEL'])
      expect(bench.notes).toEqual(['ended unanswered'])
    })

    it('says BYE to one who takes the call all the same', async () => {
      bench.udp.take()
      await respond({ status: 200, contact: CONTACT, body: 'v=0 answer' })
      expect(bench.udp.take()).toEqual(['ACK', 'BYE'])
    })

    it('is forgotten', () => {
      bench.clock.advance(64_000)
      expect(bench.endpoint.size).toMatchObject({ sessions: 0, clientTransactions: 0 })
      expect(bench.clock.pending).toBe(0)
    })
  })

  it('has all the time to ring once there was an answer of any kind', async () => {
    await respond({ status: 100 })
    bench.clock.advance(30_000)
    expect(bench.notes).toEqual([])
  })
})
