import { beforeEach, describe, expect, it } from 'vitest'
import { openSipBench, type SipBench } from '../../testing/sip-bench.ts'
import { newBranch, requestText, responseText, type RequestText } from '../../testing/sip-text.ts'
import type { OutgoingSession } from './outgoing-session.ts'

const CONTACT = '<sip:caller@192.0.2.7:5062>'
const RELIABLY = { headers: ['Require: 100rel'] }
const NOTHING = { sessions: 0, clientTransactions: 0, serverTransactions: 0 }

describe('provisional answers to a caller who wants to be sure (RFC 3262)', () => {
  let bench: SipBench
  let branch: string

  beforeEach(() => {
    bench = openSipBench()
    branch = newBranch()
  })

  const invite = (changes: Partial<RequestText> = {}) =>
    bench.send({ method: 'INVITE', branch, contact: CONTACT, body: 'v=0 offer', ...changes })

  const prack = (rack: string, changes: Partial<RequestText> = {}) =>
    bench.send(
      requestText({
        method: 'PRACK',
        cseq: 2,
        toTag: bench.calls[0]!.localTag,
        headers: [`RAck: ${rack}`],
        ...changes,
      }),
    )

  async function ringing(): Promise<string> {
    await invite(RELIABLY)
    bench.calls[0]!.ring()
    const ringing = bench.udp.takeResponse()
    expect(ringing.status).toBe(180)
    expect(ringing.headers.get('require')).toBe('100rel')
    return ringing.headers.get('rseq') ?? ''
  }

  it('are repeated until the PRACK comes', async () => {
    const rseq = await ringing()
    expect(Number(rseq)).toBeGreaterThan(0)
    bench.clock.advance(1600)
    expect(bench.udp.take()).toEqual(['180', '180'])
    await prack(`${rseq} 1 INVITE`)
    expect(bench.udp.take()).toEqual(['200'])
    bench.clock.advance(30_000)
    expect(bench.udp.take()).toEqual([])
  })

  it('give our answer early, after the one that waits for its PRACK', async () => {
    const rseq = await ringing()
    bench.calls[0]!.progress('v=0 early')
    expect(bench.udp.take()).toEqual([])
    await prack(`${rseq} 1 INVITE`)
    expect(bench.udp.startLines.at(-2)).toContain('200')
    const early = bench.udp.takeResponse()
    expect(early.status).toBe(183)
    expect(early.body.toString()).toBe('v=0 early')
    const next = Number(early.headers.get('rseq'))
    expect(next).toBe(Number(rseq) + 1)
    bench.clock.advance(500)
    expect(bench.udp.take()).toEqual(['183'])
    await prack(`${next} 1 INVITE`, { cseq: 3 })
    expect(bench.udp.take()).toEqual(['200'])
    bench.clock.advance(30_000)
    expect(bench.udp.take()).toEqual([])
  })

  it('are counted on', async () => {
    const first = await ringing()
    await prack(`${first} 1 INVITE`)
    bench.clock.advance(60_000)
    expect(bench.udp.takeResponse().headers.get('rseq')).toBe(String(Number(first) + 1))
  })

  it('are not acknowledged by a PRACK of another', async () => {
    const rseq = await ringing()
    await prack(`${Number(rseq) + 1} 1 INVITE`)
    await prack(`${rseq} 2 INVITE`, { cseq: 3 })
    await prack('nonsense', { cseq: 4 })
    await prack(`${rseq} 1 INVITE`, { cseq: 5 })
    await prack(`${rseq} 1 INVITE`, { cseq: 6 })
    expect(bench.udp.take()).toEqual(['481', '481', '481', '200', '481'])
  })

  it('give way to the final answer, and their PRACK is welcome after it', async () => {
    const rseq = await ringing()
    bench.calls[0]!.accept('v=0 answer')
    expect(bench.udp.take()).toEqual(['200'])
    await prack(`${rseq} 1 INVITE`)
    expect(bench.udp.take()).toEqual(['200'])
    await bench.send(requestText({ method: 'ACK', toTag: bench.calls[0]!.localTag }))
    bench.clock.advance(30_000)
    expect(bench.udp.take()).toEqual([])
  })

  it('end the call when nobody acknowledges them', async () => {
    await ringing()
    bench.clock.advance(32_000)
    const answers = bench.udp.take()
    expect(answers.slice(0, -1).every((answer) => answer === '180')).toBe(true)
    expect(answers.at(-1)).toBe('504')
    expect(bench.notes).toEqual(['ended vanished no-ack'])
    bench.clock.advance(120_000)
    expect(bench.endpoint.size).toEqual(NOTHING)
    expect(bench.clock.pending).toBe(0)
  })

  it('stop when the caller gives up', async () => {
    await ringing()
    await bench.send({ method: 'CANCEL', branch })
    expect(bench.udp.take()).toEqual(['200', '487'])
    await bench.send({ method: 'ACK', branch, toTag: bench.calls[0]!.localTag })
    bench.clock.advance(60_000)
    expect(bench.udp.take()).toEqual([])
    expect(bench.clock.pending).toBe(0)
  })

  it('bring no new offer', async () => {
    const rseq = await ringing()
    await prack(`${rseq} 1 INVITE`, { body: 'v=0 another' })
    expect(bench.udp.take()).toEqual(['488'])
  })

  it('are not given where the first would need an offer, nor to those who merely could', async () => {
    await invite({ ...RELIABLY, body: '' })
    bench.calls[0]!.ring()
    expect(bench.udp.take()).toEqual(['100'])
    await bench.send({
      method: 'INVITE',
      callId: 'other',
      contact: CONTACT,
      body: 'v=0',
      headers: ['Supported: 100rel'],
    })
    bench.calls[1]!.ring()
    expect(bench.udp.takeResponse().headers.has('rseq')).toBe(false)
  })
})

describe('provisional answers to a call of ours', () => {
  let bench: SipBench
  let session: OutgoingSession

  beforeEach(() => {
    bench = openSipBench()
    const target = { uri: 'sip:555@192.0.2.7', to: '<sip:555@192.0.2.7>' }
    const call = { ...target, from: '<sip:100@iris.test>', offer: 'v=0', headers: [] }
    session = bench.endpoint.call(call, bench.udp, undefined)!
    session.start()
  })

  const reliable = (rseq: number, toTag = 'them') => ({
    status: 180,
    toTag,
    contact: CONTACT,
    headers: ['Require: 100rel', `RSeq: ${rseq}`],
  })

  it('are acknowledged once each, and counting goes on from there', async () => {
    const invite = bench.udp.takeRequest()
    expect(invite.headers.tokens('supported')).toContain('100rel')
    await bench.send(responseText(invite, reliable(7)))
    const prack = bench.udp.takeRequest()
    expect(prack).toMatchObject({ method: 'PRACK', uri: 'sip:caller@192.0.2.7:5062' })
    expect(prack.headers.get('rack')).toBe('7 1 INVITE')
    expect(prack.cseq.number).toBe(2)
    await bench.send(responseText(prack, { status: 200 }))
    await bench.send(responseText(invite, reliable(7)))
    await bench.send(responseText(invite, reliable(9)))
    expect(bench.udp.take()).toEqual([])
    await bench.send(responseText(invite, reliable(8)))
    const second = bench.udp.takeRequest()
    expect([second.cseq.number, second.headers.get('rack')]).toEqual([3, '8 1 INVITE'])
    await bench.send(responseText(second, { status: 200 }))
    await bench.send(responseText(invite, { status: 200, toTag: 'them', contact: CONTACT }))
    expect(bench.udp.takeRequest()).toMatchObject({ method: 'ACK', cseq: { number: 1 } })
    session.end({ status: 480 }, [])
    expect(bench.udp.takeRequest()).toMatchObject({ method: 'BYE', cseq: { number: 4 } })
  })

  it('are acknowledged in each branch of a fork', async () => {
    const invite = bench.udp.takeRequest()
    await bench.send(responseText(invite, reliable(1, 'one')))
    await bench.send(responseText(invite, reliable(1, 'two')))
    const tags = bench.udp.takeMessages().map((message) => message.to.parameters.get('tag'))
    expect(tags).toEqual(['one', 'two'])
  })

  it('are not followed into more branches than anybody has', async () => {
    const invite = bench.udp.takeRequest()
    for (let branch = 0; branch < 100; branch += 1) {
      await bench.send(responseText(invite, reliable(1, `branch-${branch}`)))
    }
    expect(bench.udp.take().length).toBeLessThan(40)
  })
})

it('invites for longer when a proxy wants longer sessions than it asked for (RFC 4028 §7.4)', async () => {
  const bench = openSipBench()
  const target = { uri: 'sip:555@192.0.2.7', to: '<sip:555@192.0.2.7>' }
  const call = { ...target, from: '<sip:100@iris.test>', offer: 'v=0', headers: [] }
  bench.endpoint.call(call, bench.udp, undefined)!.start()
  const tooBrief = { status: 422, toTag: 'them', headers: ['Min-SE: 600'] }
  await bench.send(responseText(bench.udp.takeRequest(), tooBrief))
  const [ack, again] = bench.udp.takeMessages()
  expect(ack).toMatchObject({ method: 'ACK' })
  expect(again).toMatchObject({ method: 'INVITE', cseq: { number: 2 } })
  expect(again!.headers.get('session-expires')).toBe('600')
  expect(again!.headers.get('min-se')).toBe('600')
})
