import { beforeEach, describe, expect, it } from 'vitest'
import { openSipBench, type MemoryFlow, type SipBench } from '../../testing/sip-bench.ts'
import { requestText, type RequestText } from '../../testing/sip-text.ts'

const CONTACT = '<sip:x1@x1.invalid;transport=ws>'

describe('a call whose connection is lost', () => {
  let bench: SipBench
  let flow: MemoryFlow
  let second: MemoryFlow

  beforeEach(async () => {
    bench = openSipBench()
    flow = bench.webSocket('one')
    second = bench.webSocket('two')
    const invite = { method: 'INVITE', contact: CONTACT, body: 'v=0 offer' }
    await bench.sendAs('alice', invite, { flow })
    bench.calls[0]!.accept('v=0 answer')
    await bench.send(inDialog('ACK', 2), flow)
    flow.take()
  })

  const inDialog = (method: string, cseq: number, changes: Partial<RequestText> = {}) =>
    requestText({ method, cseq, toTag: bench.calls[0]!.localTag, contact: CONTACT, ...changes })

  const register = (contact: string): RequestText => ({
    method: 'REGISTER',
    uri: 'sip:iris.test',
    callId: 'registration',
    to: '<sip:alice@iris.test>',
    contact,
  })

  it('goes on over the connection by which the same client registers', async () => {
    await bench.closeFlow(flow)
    expect(bench.notes).toEqual(['flow lost'])
    await bench.sendAs('alice', register(CONTACT), { flow: second })
    expect(bench.notes).toEqual(['flow lost', 'flow restored'])
    bench.calls[0]!.end({ status: 480 }, [])
    expect(second.take()).toEqual(['BYE'])
  })

  it('is not taken up by another client of the same user, such as the page after a reload', async () => {
    await bench.closeFlow(flow)
    await bench.sendAs('alice', register('<sip:x2@x2.invalid;transport=ws>'), { flow: second })
    expect(bench.notes).toEqual(['flow lost'])
  })

  it('goes on over the connection of an authenticated request', async () => {
    await bench.closeFlow(flow)
    await bench.send(inDialog('UPDATE', 3), second)
    expect(second.take()).toEqual(['401'])
    expect(bench.notes).toEqual(['flow lost'])
    const update = { method: 'UPDATE', cseq: 4, toTag: bench.calls[0]!.localTag }
    const response = await bench.sendAs('alice', update, { flow: second })
    expect(response.status).toBe(200)
    expect(bench.notes).toEqual(['flow lost', 'flow restored'])
  })

  it('is closed to other users', async () => {
    await bench.closeFlow(flow)
    const bye = { method: 'BYE', cseq: 4, toTag: bench.calls[0]!.localTag }
    expect((await bench.sendAs('guest', bye, { flow: second })).status).toBe(403)
    expect(bench.notes).toEqual(['flow lost'])
  })

  it('is closed to the network', async () => {
    await bench.send(inDialog('BYE', 4))
    expect(bench.udp.take()).toEqual(['481'])
    expect(bench.notes).toEqual([])
  })

  it('moves before the loss of the old connection is seen', async () => {
    await bench.sendAs('alice', register(CONTACT), { flow: second })
    await bench.closeFlow(flow)
    expect(bench.notes).toEqual(['flow restored'])
    await bench.closeFlow(second)
    expect(bench.notes).toEqual(['flow restored', 'flow lost'])
  })

  it('says BYE when the client is back, having been hung up in between', async () => {
    await bench.closeFlow(flow)
    bench.calls[0]!.end({ status: 480 }, [])
    await bench.sendAs('alice', register(CONTACT), { flow: second })
    expect(second.startLines.at(-1)).toBe('BYE sip:x1@x1.invalid;transport=ws SIP/2.0')
  })

  it('is forgotten a minute after it was hung up, when nobody comes back', async () => {
    await bench.closeFlow(flow)
    bench.calls[0]!.end({ status: 480 }, [])
    bench.clock.advance(64_000)
    expect(bench.endpoint.size).toEqual({
      sessions: 0,
      clientTransactions: 0,
      serverTransactions: 0,
    })
    expect(bench.clock.pending).toBe(0)
  })
})

describe('a call that is not yet up when its connection is lost', () => {
  it('is over at once', async () => {
    const bench = openSipBench()
    const flow = bench.webSocket('one')
    const invite = { method: 'INVITE', contact: CONTACT, body: 'v=0 offer' }
    await bench.sendAs('alice', invite, { flow })
    bench.calls[0]!.ring()
    await bench.closeFlow(flow)
    expect(bench.notes).toEqual(['ended flow-closed'])
    bench.clock.advance(64_000)
    expect(bench.endpoint.size).toEqual({
      sessions: 0,
      clientTransactions: 0,
      serverTransactions: 0,
    })
  })
})
