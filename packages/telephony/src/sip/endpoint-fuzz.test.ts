import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { notingHandlers, openSipBench, settle } from '../testing/sip-bench.ts'
import { requestText, responseText } from '../testing/sip-text.ts'

const CONTACT = '<sip:caller@192.0.2.7:5062>'
const BRANCH = 'z9hG4bKfuzz'
const NOTHING = { sessions: 0, clientTransactions: 0, serverTransactions: 0 }

const damage = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.constantFrom(...'\r\n\0 ;,<>":=@/\u00ff7aA'),
      ),
      { maxLength: 4 },
    ),
  },
)
const step = fc.record({
  method: fc.constantFrom(
    'INVITE',
    'INVITE',
    'ACK',
    'ACK',
    'CANCEL',
    'BYE',
    'INFO',
    'UPDATE',
    'OPTIONS',
    'REFER',
  ),
  /** How far the sequence number lags behind what it should be. */
  lag: fc.constantFrom(0, 0, 0, 1, 5),
  isInDialog: fc.constantFrom(true, true, true, false),
  hasBody: fc.boolean(),
  act: fc.constantFrom('none', 'ring', 'accept', 'accept', 'accept', 'end'),
  waitMs: fc.constantFrom(0, 0, 0, 0, 600, 20_000, 70_000),
  damage,
})
const INVITE = {
  method: 'INVITE',
  lag: 0,
  isInDialog: false,
  hasBody: true,
  act: 'none',
  waitMs: 0,
  damage: [],
}

it('lives through any order of whole and damaged messages, and is left holding nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 2, maxLength: 14, size: 'max' }),
      async (steps) => {
        const bench = openSipBench()
        for (const [index, step] of [INVITE, ...steps].entries()) {
          const { method, lag, isInDialog, hasBody, act, waitMs, damage } = step
          const cseq = Math.max(1, index + 1 - lag)
          const call = bench.calls.at(-1)
          const bytes = requestText({
            method,
            cseq,
            branch: isInDialog ? `${BRANCH}-${method}-${cseq}` : BRANCH,
            contact: CONTACT,
            ...(isInDialog && call ? { toTag: call.localTag } : {}),
            ...(hasBody ? { body: 'v=0' } : {}),
          })
          for (const [place, octet] of damage) {
            bytes[Math.floor(place * bytes.length)] = octet.charCodeAt(0)
          }
          await bench.send(bytes)
          const current = bench.calls.at(-1)
          if (act === 'ring') current?.ring()
          if (act === 'accept') current?.accept('v=0')
          if (act === 'end') current?.end({ status: 486 }, [])
          bench.clock.advance(waitMs)
        }
        for (const call of bench.calls) call.end({ status: 486 }, [])
        bench.clock.advance(600_000)
        expect(bench.endpoint.size).toEqual(NOTHING)
        expect(bench.clock.pending).toBe(0)
        // Each call of the party's ends once for whoever handles it, or not at all where we ended it.
        const ends = bench.notes.filter((note) => note.startsWith('ended')).length
        expect(ends).toBeLessThanOrEqual(bench.calls.length)
      },
    ),
    { numRuns: 300 },
  )
})

const answer = fc.record({
  status: fc.constantFrom(100, 180, 183, 200, 200, 202, 302, 401, 486, 487, 503, 603),
  toTag: fc.constantFrom('them', 'them', 'others'),
  hasContact: fc.boolean(),
  act: fc.constantFrom('none', 'none', 'none', 'end', 'info', 'bye', 'close'),
  waitMs: fc.constantFrom(0, 0, 0, 600, 33_000),
  damage,
})

it('lives through any answers to a call of ours, and is left holding nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { maxLength: 8 }), fc.boolean(), async (answers, overUdp) => {
      const bench = openSipBench()
      const flow = overUdp ? bench.udp : bench.webSocket('one')
      const target = { uri: 'sip:555@192.0.2.7', to: '<sip:555@192.0.2.7>' }
      const call = { ...target, from: '<sip:100@iris.test>', offer: 'v=0', headers: [] }
      const session = bench.endpoint.call(call, flow, 'alice')!
      session.handle(notingHandlers(bench.notes))
      session.start()
      const invite = flow.takeRequest()
      for (const { status, toTag, hasContact, act, waitMs, damage } of answers) {
        const contact = hasContact ? { contact: CONTACT } : {}
        const bytes = responseText(invite, { status, toTag, body: 'v=0', ...contact })
        for (const [place, octet] of damage) {
          bytes[Math.floor(place * bytes.length)] = octet.charCodeAt(0)
        }
        await bench.send(bytes, flow)
        const dialog = { callId: session.callId, toTag: session.localTag, fromTag: toTag }
        if (act === 'end') session.end({ status: 480 }, [])
        if (act === 'info') void session.sendInfo({ type: 'text/plain', body: 'x' })
        if (act === 'bye') await bench.send({ method: 'BYE', ...dialog }, flow)
        if (act === 'close' && !overUdp) await bench.closeFlow(flow)
        bench.clock.advance(waitMs)
      }
      session.end({ status: 480 }, [])
      for (let minute = 0; minute < 5; minute += 1) {
        // What follows from an answer follows in its own turn.
        await settle()
        bench.clock.advance(60_000)
      }
      expect(bench.endpoint.size).toEqual(NOTHING)
      expect(bench.clock.pending).toBe(0)
      expect(bench.notes.filter((note) => note.startsWith('ended')).length).toBeLessThanOrEqual(1)
      expect(bench.notes.filter((note) => note.startsWith('answered')).length).toBeLessThanOrEqual(
        1,
      )
    }),
    { numRuns: 300 },
  )
})
