import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestText } from '../../testing/sip-text.ts'
import { parseMessage } from '../parse-message.ts'
import { tortureMessage } from '../torture/messages.ts'
import { StreamFraming } from './stream-framing.ts'

const OPTIONS = requestText({ method: 'OPTIONS', callId: 'one' })
const INFO = requestText({ method: 'INFO', callId: 'two', type: 'text/plain', body: 'a\r\n\r\nb' })

/** What a stream gives: the Call-ID of each message, `ping` or what is lost. */
function framesOf(chunks: readonly Buffer[], framing = new StreamFraming()): string[] {
  return chunks.flatMap((chunk) =>
    [...framing.push(chunk)].map((frame) => {
      if (frame.kind === 'lost') return frame.problem
      const parsed = parseMessage(frame.bytes)
      if (parsed.kind === 'keep-alive') return parsed.sign
      return parsed.kind === 'request' ? parsed.callId : parsed.kind
    }),
  )
}

const message = (...lines: string[]): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)

describe('StreamFraming', () => {
  it('cuts messages by their length, wherever the stream was cut', () => {
    const stream = Buffer.concat([OPTIONS, INFO, OPTIONS])
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.toSorted((one, other) => one - other), stream.length]
        const chunks = places.slice(1).map((end, index) => stream.subarray(places[index], end))
        expect(framesOf(chunks)).toEqual(['one', 'two', 'one'])
      }),
    )
  })

  it('takes a message octet by octet', () => {
    const framing = new StreamFraming()
    expect(
      framesOf(
        Array.from(INFO, (octet) => Buffer.from([octet])),
        framing,
      ),
    ).toEqual(['two'])
    expect(framing.pending).toBe(0)
  })

  it('tells pings from slips and pongs, also in pieces', () => {
    const pieces = ['\r\n\r\n', '\r\n', '\r', '\n'].map((text) => Buffer.from(text))
    expect(framesOf(pieces)).toEqual(['ping', 'ping'])
    expect(framesOf([Buffer.from('\r\n'), OPTIONS])).toEqual(['one'])
  })

  it('finds both requests of RFC 4475 dblreq', () => {
    // The second is longer than it says; what is too much is the stream's own trouble.
    expect(framesOf([tortureMessage('dblreq')]).slice(0, 2)).toEqual([
      'dblreq.0ha0isndaksdj99sdfafnl3lk233412',
      'dblreq.0ha0isnda977644900765@192.0.2.15',
    ])
  })

  it('waits for a body that is stated, and gives nothing before', () => {
    const framing = new StreamFraming()
    expect(framesOf([tortureMessage('clerr')], framing)).toEqual([])
    expect(framing.pending).toBe(498)
  })

  it.each([
    ['states no length', message('OPTIONS sip:a SIP/2.0', 'Via: SIP/2.0/TCP a')],
    ['states a length that cannot be', tortureMessage('ncl')],
    ['states two lengths', tortureMessage('mcl01')],
    ['is too long', message('OPTIONS sip:a SIP/2.0', 'Via: SIP/2.0/TCP a', 'l: 70000')],
  ])('gives a head out that %s, and nothing after it', (_, bytes) => {
    const framing = new StreamFraming()
    const problem = 'nobody can tell where the next message begins'
    expect(framesOf([bytes, OPTIONS], framing)).toEqual(['refused', problem])
  })

  it('reads a length that is folded or in its short form', () => {
    const head = ['INFO sip:a SIP/2.0', 'Via: SIP/2.0/TCP a', 'Content-Length:', '  3']
    expect(framesOf([message(...head), Buffer.from('abc'), OPTIONS])).toEqual(['refused', 'one'])
  })

  it('does not wait for the end of a head for ever', () => {
    const framing = new StreamFraming()
    const chunks = Array.from({ length: 40 }, () => Buffer.alloc(1000, 'x'))
    expect(framesOf(chunks, framing)).toEqual(['a head does not end'])
    expect(framing.pending).toBeLessThan(34_000)
  })
})
