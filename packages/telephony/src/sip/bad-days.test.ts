import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { notingHandlers, openSipBench, settle, type SipBench } from '../testing/sip-bench.ts'
import { requestText, responseText, type RequestText } from '../testing/sip-text.ts'
import type { Flow } from './flow.ts'
import type { OutgoingSession } from './session/outgoing-session.ts'

const CONTACT = '<sip:caller@192.0.2.7:5062>'
const NOTHING = { sessions: 0, clientTransactions: 0, serverTransactions: 0 }
const MINUTE_MS = 60_000

describe('a call whose messages get lost, repeated or out of order', () => {
  let bench: SipBench

  beforeEach(async () => {
    bench = openSipBench()
    await bench.send({ method: 'INVITE', contact: CONTACT, body: 'v=0 offer' })
    bench.calls[0]!.accept('v=0 answer')
    bench.udp.take()
  })

  const inDialog = (method: string, cseq: number, changes: Partial<RequestText> = {}) =>
    requestText({ method, cseq, toTag: bench.calls[0]!.localTag, contact: CONTACT, ...changes })

  async function waitMinutes(minutes: number): Promise<void> {
    for (let second = 0; second < minutes * 60; second += 1) {
      bench.clock.advance(1000)
      await settle()
    }
  }

  it('says BYE again and again to a party that does not answer it, and then forgets it', async () => {
    await bench.send(inDialog('ACK', 1))
    bench.calls[0]!.end({ status: 480 }, [])
    bench.clock.advance(31_000)
    const said = bench.udp.take()
    expect(said.length).toBeGreaterThan(8)
    expect(new Set(said)).toEqual(new Set(['BYE']))
    await waitMinutes(2)
    expect(bench.endpoint.size).toEqual(NOTHING)
    expect(bench.clock.pending).toBe(0)
  })

  it('answers a BYE that comes again because the answer was lost, and later knows nothing of it', async () => {
    await bench.send(inDialog('ACK', 1))
    const bye = inDialog('BYE', 2)
    await bench.send(bye)
    await bench.send(bye)
    expect(bench.udp.take()).toEqual(['200', '200'])
    expect(bench.notes).toEqual(['ended bye'])
    await waitMinutes(1)
    await bench.send(bye)
    expect(bench.udp.take()).toEqual(['481'])
  })

  it('ends by a BYE that overtakes the ACK', async () => {
    await bench.send(inDialog('BYE', 2))
    await bench.send(inDialog('ACK', 1))
    await waitMinutes(2)
    // The BYE's answer; the INVITE's is not repeated to somebody who has hung up.
    expect(bench.udp.take()).toEqual(['200'])
    expect(bench.endpoint.size).toEqual(NOTHING)
  })

  it('goes on when ACKs come twice, and when one comes that acknowledges nothing', async () => {
    await bench.send(inDialog('ACK', 1))
    await bench.send(inDialog('ACK', 1))
    await bench.send(inDialog('ACK', 9))
    await waitMinutes(2)
    expect(bench.udp.take()).toEqual([])
    expect(bench.endpoint.size.sessions).toBe(1)
  })

  it('hears a key once that was sent three times', async () => {
    await bench.send(inDialog('ACK', 1))
    const info = inDialog('INFO', 2, { type: 'application/dtmf-relay', body: 'Signal=5' })
    await bench.send(info)
    await bench.send(info)
    await bench.send(info)
    expect(bench.udp.take()).toEqual(['200', '200', '200'])
    expect(bench.notes).toEqual(['info application/dtmf-relay Signal=5'])
  })

  it('is asked for a transfer once, however often the REFER comes', async () => {
    await bench.send(inDialog('ACK', 1))
    const refer = inDialog('REFER', 2, { headers: ['Refer-To: <sip:200@example.com>'] })
    await bench.send(refer)
    await bench.send(refer)
    expect(bench.referrals).toHaveLength(1)
    bench.referrals[0]!.refuse({ status: 603 })
    await bench.send(refer)
    expect(bench.udp.take()).toEqual(['603', '603'])
  })

  it('answers a hold once that comes twice, and takes no older one after it', async () => {
    await bench.send(inDialog('ACK', 1))
    const hold = inDialog('INVITE', 3, { branch: 'z9hG4bKhold', body: 'v=0 hold' })
    await bench.send(hold)
    await bench.send(hold)
    await bench.send(inDialog('ACK', 3))
    await bench.send(inDialog('INVITE', 2, { body: 'v=0 older' }))
    expect(bench.notes).toEqual(['reoffered v=0 hold'])
    expect(bench.udp.take()).toEqual(['100', '200', '500'])
  })

  it('is half open when the party has started anew: what we say next ends it', async () => {
    await bench.send(inDialog('ACK', 1))
    const said = bench.calls[0]!.sendInfo({ type: 'text/plain', body: 'x' })
    await bench.send(responseText(bench.udp.takeRequest(), { status: 481 }))
    expect(await said).toBe(false)
    expect(bench.notes).toEqual(['ended vanished unknown-to-peer'])
    await waitMinutes(3)
    expect(bench.endpoint.size).toEqual(NOTHING)
  })

  it('is unknown to us after we have started anew, and the party is told', async () => {
    const stranger = openSipBench()
    for (const method of ['BYE', 'INVITE', 'UPDATE', 'INFO', 'PRACK', 'REFER']) {
      await stranger.send(inDialog(method, 2))
    }
    await stranger.send(inDialog('ACK', 1))
    const answers = stranger.udp.take().filter((answer) => answer !== '100')
    expect(answers).toEqual(['481', '481', '481', '481', '481', '481'])
  })

  it('leaves nothing of an INVITE whose caller never says another word', async () => {
    await bench.send({ method: 'INVITE', callId: 'half', contact: CONTACT, body: 'v=0' })
    bench.calls[1]!.ring()
    await waitMinutes(1)
    bench.calls[1]!.end({ status: 480 }, [])
    bench.calls[0]!.end({ status: 480 }, [])
    await waitMinutes(3)
    expect(bench.endpoint.size).toEqual(NOTHING)
    expect(bench.clock.pending).toBe(0)
  })
})

/** What becomes of one message on its way. */
interface Fate {
  readonly isLost: boolean
  readonly delaysMs: readonly number[]
}

const fate: fc.Arbitrary<Fate> = fc.record({
  isLost: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  // Twice now and then, and late enough to be overtaken.
  delaysMs: fc.array(fc.constantFrom(5, 5, 20, 700), { minLength: 1, maxLength: 2 }),
})

/** A way by datagram to another endpoint, on which each message meets its fate, and later ones arrive. */
function wayTo(
  receive: (bytes: Buffer) => void,
  { clock, fates }: { clock: ManualClock; fates: Fate[] },
): Flow {
  return {
    id: 'udp:192.0.2.9:5060',
    transport: 'UDP',
    reliable: false,
    remoteAddress: '192.0.2.9',
    remotePort: 5060,
    users: new Set(),
    isOpen: () => true,
    send(message) {
      const { isLost, delaysMs } = fates.shift() ?? { isLost: false, delaysMs: [5] }
      if (isLost) return true
      for (const delayMs of delaysMs) clock.after(delayMs, () => receive(message))
      return true
    },
    close: () => undefined,
  }
}

const story = fc.record({
  there: fc.array(fate, { maxLength: 12 }),
  back: fc.array(fate, { maxLength: 12 }),
  answerAfterMs: fc.constantFrom(0, 300, 3000),
  hangUpAfterMs: fc.constantFrom(100, 2000, 10_000, 90_000),
  whoHangsUp: fc.constantFrom('caller' as const, 'called' as const, 'both' as const),
})

const endsIn = ({ notes }: SipBench): number =>
  notes.filter((note) => note.startsWith('ended')).length

it('ends for both of two endpoints, whatever is lost, doubled or late between them', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (story) => {
      const clock = new ManualClock()
      const caller = openSipBench({ clock })
      const called = openSipBench({ clock })
      const back = wayTo((bytes) => caller.endpoint.receive(bytes, there), {
        clock,
        fates: [...story.back],
      })
      const there: Flow = wayTo((bytes) => called.endpoint.receive(bytes, back), {
        clock,
        fates: [...story.there],
      })
      const target = { uri: 'sip:555@192.0.2.9', to: '<sip:555@192.0.2.9>' }
      const call = { ...target, from: '<sip:100@iris.test>', offer: 'v=0 offer', headers: [] }
      const session: OutgoingSession = caller.endpoint.call(call, there, undefined)!
      session.handle(notingHandlers(caller.notes))
      session.start()
      const passing = async (ms: number): Promise<void> => {
        for (let passed = 0; passed < ms; passed += 100) {
          clock.advance(100)
          await settle()
        }
      }
      // By then even an INVITE that was lost five times has arrived.
      await passing(40_000)
      called.calls[0]?.ring()
      await passing(story.answerAfterMs)
      called.calls[0]?.accept('v=0 answer')
      await passing(story.hangUpAfterMs)
      if (story.whoHangsUp !== 'called') session.end({ status: 480 }, [])
      if (story.whoHangsUp !== 'caller') called.calls[0]?.end({ status: 480 }, [])
      await passing(5 * MINUTE_MS)

      expect(called.calls.length).toBeLessThanOrEqual(1)
      expect(caller.endpoint.size).toEqual(NOTHING)
      expect(called.endpoint.size).toEqual(NOTHING)
      expect(clock.pending).toBe(0)
      // Whoever does not hang up hears of the end, once; an INVITE that never arrived ends for its caller alone.
      const [heard, wanted] = {
        caller: [endsIn(called), called.calls.length],
        called: [endsIn(caller), 1],
        both: [0, 0],
      }[story.whoHangsUp]
      expect(heard).toBe(wanted)
      expect(Math.max(endsIn(caller), endsIn(called))).toBeLessThanOrEqual(1)
      expect(caller.notes.filter((note) => note.startsWith('answered')).length).toBeLessThan(2)
    }),
    { numRuns: 60 },
  )
})
