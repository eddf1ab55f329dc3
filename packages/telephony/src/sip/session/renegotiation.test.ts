import { beforeEach, describe, expect, it } from 'vitest'
import { openSipBench, settle, type SipBench } from '../../testing/sip-bench.ts'
import { parseMessage } from '../parse-message.ts'
import { newBranch, requestText, responseText, type RequestText } from '../../testing/sip-text.ts'
import { Renegotiation, type RenegotiationHost } from './renegotiation.ts'

const CONTACT = '<sip:caller@192.0.2.7:5062>'

/** A session whose every refresh collides with one of the peer. */
const collidingHost = (inviter: 'us' | 'peer'): RenegotiationHost => ({
  inviter: () => inviter,
  isConfirmed: () => true,
  contact: () => CONTACT,
  request: async () => {
    const invite = parseMessage(requestText({ method: 'INVITE' }))
    if (invite.kind !== 'request') throw new Error('Not a request')
    const refusal = parseMessage(responseText(invite, { status: 491 }))
    if (refusal.kind !== 'response') throw new Error('Not a response')
    return refusal
  },
  sendAnswer: () => undefined,
  refreshTarget: () => undefined,
  reoffered: async () => undefined,
  notRefreshed: () => undefined,
})

describe('Renegotiation', () => {
  let bench: SipBench

  beforeEach(() => {
    bench = openSipBench()
  })

  const inDialog = (method: string, cseq: number, changes: Partial<RequestText> = {}) =>
    requestText({ method, cseq, toTag: bench.calls[0]!.localTag, contact: CONTACT, ...changes })

  async function call(changes: Partial<RequestText> = {}) {
    await bench.send({ method: 'INVITE', contact: CONTACT, body: 'v=0 offer', ...changes })
    bench.calls[0]!.accept('v=0 answer')
    const ok = bench.udp.takeResponse()
    await bench.send(inDialog('ACK', 1))
    return ok
  }

  it('answers a re-INVITE, and repeats the answer until its ACK', async () => {
    await call()
    await bench.send(inDialog('INVITE', 2, { body: 'v=0 hold' }))
    const ok = bench.udp.takeResponse()
    expect(ok.body.toString()).toBe('answer to v=0 hold')
    expect(ok.headers.get('contact')).toBe('<sip:iris@iris.test:5060>')
    bench.clock.advance(600)
    expect(bench.udp.take()).toEqual(['200'])
    await bench.send(inDialog('ACK', 2))
    bench.clock.advance(30_000)
    expect(bench.udp.take()).toEqual([])
  })

  it('follows the Contact of a re-INVITE', async () => {
    await call()
    const moved = { contact: '<sip:moved@192.0.2.7:7000>', body: 'v=0 hold' }
    await bench.send(inDialog('INVITE', 2, moved))
    await bench.send(inDialog('ACK', 2))
    bench.calls[0]!.end({ status: 480 }, [])
    expect(bench.udp.takeRequest().uri).toBe('sip:moved@192.0.2.7:7000')
  })

  it('offers what is there when a re-INVITE leaves the offer to us', async () => {
    await call()
    await bench.send(inDialog('INVITE', 2))
    expect(bench.udp.takeResponse().body.toString()).toBe('v=0 answer')
    await bench.send(inDialog('ACK', 2, { body: 'v=0 late' }))
    expect(bench.notes).toEqual(['reoffered v=0 late'])
  })

  it('refuses an offer that cannot be met, and the call goes on', async () => {
    bench = openSipBench({ answer: async () => undefined })
    await call()
    await bench.send(inDialog('INVITE', 2, { body: 'v=0 video only' }))
    expect(bench.udp.take()).toEqual(['100', '488'])
    await bench.send(inDialog('OPTIONS', 3))
    expect(bench.udp.take()).toEqual(['200'])
  })

  it('takes one offer at a time', async () => {
    let answer: (sdp: string) => void = () => undefined
    bench = openSipBench({ answer: () => new Promise((resolve) => (answer = resolve)) })
    await call()
    await bench.send(inDialog('INVITE', 2, { body: 'v=0 first' }))
    await bench.send(inDialog('INVITE', 3, { body: 'v=0 second' }))
    const refusal = bench.udp.takeResponse()
    expect(refusal.status).toBe(500)
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0)
    answer('v=0 done')
    await settle()
    expect(bench.udp.take()).toEqual(['200'])
  })

  it('lets a re-INVITE be cancelled without ending the call', async () => {
    bench = openSipBench({ answer: () => new Promise(() => undefined) })
    await call()
    const branch = newBranch()
    await bench.send(inDialog('INVITE', 2, { branch, body: 'v=0 hold' }))
    await bench.send(inDialog('CANCEL', 2, { branch }))
    expect(bench.udp.take()).toEqual(['100', '200', '487'])
    expect(bench.notes).toEqual(['reoffered v=0 hold'])
    expect(bench.endpoint.size.sessions).toBe(1)
  })

  it('ends a pending re-INVITE with the call', async () => {
    let answer: (sdp: string) => void = () => undefined
    bench = openSipBench({ answer: () => new Promise((resolve) => (answer = resolve)) })
    await call()
    await bench.send(inDialog('INVITE', 2, { body: 'v=0 hold' }))
    await bench.send(inDialog('BYE', 3))
    expect(bench.udp.take()).toEqual(['100', '200'])
    answer('v=0 too late')
    await settle()
    expect(bench.udp.take()).toEqual(['200'])
  })

  it('ends the call when a re-INVITE is never acknowledged', async () => {
    await call()
    await bench.send(inDialog('INVITE', 2, { body: 'v=0 hold' }))
    bench.clock.advance(32_000)
    expect(bench.notes).toEqual(['reoffered v=0 hold', 'ended vanished no-ack'])
    expect(bench.udp.take().at(-1)).toBe('BYE')
  })

  it('answers an UPDATE with and without an offer', async () => {
    await call()
    await bench.send(inDialog('UPDATE', 2, { body: 'v=0 update' }))
    expect(bench.udp.takeResponse().body.toString()).toBe('answer to v=0 update')
    await bench.send(inDialog('UPDATE', 3))
    const plain = bench.udp.takeResponse()
    expect(plain.status).toBe(200)
    expect(plain.headers.has('content-type')).toBe(false)
    bench.clock.advance(10_000)
    expect(bench.udp.take()).toEqual([])
  })

  it('takes an UPDATE for what it is before the call is answered', async () => {
    await bench.send({ method: 'INVITE', contact: CONTACT, body: 'v=0 offer' })
    bench.calls[0]!.ring()
    bench.udp.take()
    await bench.send(inDialog('UPDATE', 2, { body: 'v=0 update' }))
    await bench.send(inDialog('UPDATE', 3))
    expect(bench.udp.take()).toEqual(['500', '200'])
  })

  it('takes no offer from a called party before it has answered ours', async () => {
    const target = { uri: 'sip:555@192.0.2.7', to: '<sip:555@192.0.2.7>' }
    const call = { ...target, from: '<sip:100@iris.test>', offer: 'v=0', headers: [] }
    const session = bench.endpoint.call(call, bench.udp, undefined)!
    session.start()
    const invite = bench.udp.takeRequest()
    await bench.send(responseText(invite, { status: 180, toTag: 'them', contact: CONTACT }))
    const dialog = { callId: session.callId, fromTag: 'them', toTag: session.localTag }
    await bench.send(requestText({ method: 'UPDATE', ...dialog, body: 'v=0 update' }))
    expect(bench.udp.take()).toEqual(['491'])
  })
})

describe('session timers', () => {
  const TIMED = { headers: ['Supported: timer', 'Session-Expires: 90', 'Allow: INVITE, UPDATE'] }
  let bench: SipBench

  beforeEach(() => {
    bench = openSipBench()
  })

  const inDialog = (method: string, cseq: number, changes: Partial<RequestText> = {}) =>
    requestText({ method, cseq, toTag: bench.calls[0]!.localTag, contact: CONTACT, ...changes })

  async function call(changes: Partial<RequestText>) {
    await bench.send({ method: 'INVITE', contact: CONTACT, body: 'v=0 offer', ...changes })
    bench.calls[0]!.accept('v=0 answer')
    const ok = bench.udp.takeResponse()
    await bench.send(inDialog('ACK', 1))
    return ok
  }

  it('agrees to be refreshed by the caller, and ends the call when it is not', async () => {
    const ok = await call(TIMED)
    expect(ok.headers.get('session-expires')).toBe('90;refresher=uac')
    expect(ok.headers.tokens('require')).toContain('timer')
    bench.clock.advance(45_000)
    await bench.send(
      inDialog('UPDATE', 2, { headers: ['k: timer', 'x: 90;refresher=uac', 'Allow: UPDATE'] }),
    )
    expect(bench.udp.takeResponse().headers.get('session-expires')).toBe('90;refresher=uac')
    bench.clock.advance(59_999)
    expect(bench.notes).toEqual([])
    bench.clock.advance(1)
    expect(bench.notes).toEqual(['ended vanished not-refreshed'])
    expect(bench.udp.take()).toEqual(['BYE'])
  })

  it('refreshes by UPDATE where that is our part', async () => {
    const ok = await call({
      headers: ['Supported: timer', 'Session-Expires: 90;refresher=uas', 'Allow: INVITE, UPDATE'],
    })
    expect(ok.headers.get('session-expires')).toBe('90;refresher=uas')
    bench.clock.advance(45_000)
    const update = bench.udp.takeRequest()
    expect(update.method).toBe('UPDATE')
    expect(update.headers.get('session-expires')).toBe('90;refresher=uac')
    await bench.send(
      responseText(update, { status: 200, headers: ['Session-Expires: 90;refresher=uac'] }),
    )
    bench.clock.advance(45_000)
    expect(bench.udp.take()).toEqual(['UPDATE'])
  })

  it('refreshes by re-INVITE where the caller takes no UPDATE, and gives way when both collide', async () => {
    await call({
      headers: ['Supported: timer', 'Session-Expires: 90;refresher=uas', 'Allow: INVITE'],
    })
    bench.clock.advance(45_000)
    const reinvite = bench.udp.takeRequest()
    expect(reinvite).toMatchObject({ method: 'INVITE' })
    expect(reinvite.body.toString()).toBe('v=0 answer')
    await bench.send(inDialog('INVITE', 2, { body: 'v=0 theirs' }))
    expect(bench.udp.take()).toEqual(['491'])
    await bench.send(responseText(reinvite, { status: 491 }))
    expect(bench.udp.take()).toEqual(['ACK'])
    bench.clock.advance(4100)
    const again = bench.udp.takeRequest()
    expect(again).toMatchObject({ method: 'INVITE' })
    await bench.send(responseText(again, { status: 200, contact: CONTACT, body: 'v=0' }))
    expect(bench.udp.take()).toEqual(['ACK'])
    expect(bench.notes).toEqual([])
  })

  it('waits 2.1 to 4 s after a collision in a call of ours, and up to 2 s in one of theirs', async () => {
    const delays = { us: new Set<number>(), peer: new Set<number>() }
    for (let round = 0; round < 40; round += 1) {
      for (const inviter of ['us', 'peer'] as const) {
        const timer = new Renegotiation(collidingHost(inviter), {
          now: () => 0,
          after: (delayMs, run) => {
            if (delayMs === 45_000) queueMicrotask(run)
            else delays[inviter].add(delayMs)
            return () => undefined
          },
        })
        timer.watch({ seconds: 90, refresher: 'us' })
        await settle()
      }
    }
    const bounds = (set: Set<number>) => [Math.min(...set), Math.max(...set)]
    const [longLeast = 0, longMost = 0] = bounds(delays.us)
    const [shortLeast = 0, shortMost = 0] = bounds(delays.peer)
    expect([longLeast >= 2100, longMost <= 4000]).toEqual([true, true])
    expect([shortLeast >= 0, shortMost <= 2000]).toEqual([true, true])
    expect(delays.us.size).toBeGreaterThan(10)
    for (const delay of [...delays.us, ...delays.peer]) expect(delay % 10).toBe(0)
  })

  it('refreshes less often, and at once, when told that it comes too often', async () => {
    await call({
      headers: ['Supported: timer', 'Session-Expires: 90;refresher=uas', 'Allow: UPDATE'],
    })
    bench.clock.advance(45_000)
    const update = bench.udp.takeRequest()
    expect(update.headers.has('min-se')).toBe(false)
    await bench.send(responseText(update, { status: 422, headers: ['Min-SE: 300'] }))
    const longer = bench.udp.takeRequest()
    expect(longer.headers.get('session-expires')).toBe('300;refresher=uac')
    expect(longer.headers.get('min-se')).toBe('300')
    // Whoever never has enough is not asked for ever.
    await bench.send(responseText(longer, { status: 422, headers: ['Min-SE: 300'] }))
    expect(bench.udp.take()).toEqual([])
  })

  it('ends the call when a refresh of ours is answered by 481', async () => {
    await call({
      headers: ['Supported: timer', 'Session-Expires: 90;refresher=uas', 'Allow: UPDATE'],
    })
    bench.clock.advance(45_000)
    const update = bench.udp.takeRequest()
    await bench.send(responseText(update, { status: 481 }))
    expect(bench.notes).toEqual(['ended vanished unknown-to-peer'])
    bench.clock.advance(100_000)
    expect(bench.clock.pending).toBe(0)
  })

  it('asks a refresh that is too brief to be longer', async () => {
    await call(TIMED)
    await bench.send(inDialog('UPDATE', 2, { headers: ['k: timer', 'x: 60'] }))
    const response = bench.udp.takeResponse()
    expect(response.status).toBe(422)
    expect(response.headers.get('min-se')).toBe('90')
  })
})
