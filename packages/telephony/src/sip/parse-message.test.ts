import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAuthHeader } from './auth-header.ts'
import type { SipRequest } from './message.ts'
import { parseMessage } from './parse-message.ts'
import { serializeReply, serializeRequest } from './serialize.ts'

/** A message from its lines. */
const message = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1')

const OPTIONS = [
  'OPTIONS sip:user@example.com SIP/2.0',
  'Via: SIP/2.0/UDP host1.example.com;branch=z9hG4bKkdjuw',
  'Max-Forwards: 70',
  'From: <sip:caller@example.org>;tag=33242',
  'To: <sip:user@example.com>',
  'Call-ID: transports.kijh4akdnaqjkwendsasfdj',
  'CSeq: 60 OPTIONS',
]

/** OPTIONS with some lines replaced (by the text before their colon) or added. */
function options(changes: Record<string, string | undefined>, body = ''): Buffer {
  const rest = new Map(Object.entries(changes))
  const lines = OPTIONS.flatMap((line) => {
    const name = line.split(/[: ]/, 1)[0] ?? ''
    if (!rest.has(name)) return [line]
    const change = rest.get(name)
    rest.delete(name)
    return change === undefined ? [] : [change]
  })
  return message(...lines, ...[...rest.values()].filter((line) => line !== undefined), '', body)
}

function request(bytes: Buffer): SipRequest {
  const parsed = parseMessage(bytes)
  if (parsed.kind !== 'request') throw new Error(JSON.stringify(parsed))
  return parsed
}

/** Reads everything that is read lazily, too. */
function readAll(bytes: Buffer): void {
  const parsed = parseMessage(bytes)
  if (parsed.kind !== 'request') return
  for (const [name, octets] of parsed.headers) {
    parsed.headers.list(name)
    parseAuthHeader(octets)
  }
}

describe('parseMessage', () => {
  it('reads the short tortuous INVITE of RFC 4475 §3.1.1.1', () => {
    const parsed = request(
      message(
        'INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0',
        'TO :',
        ' sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n',
        'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
        '  ;',
        '  tag = 98asjd8',
        'MaX-fOrWaRdS: 0068',
        'Call-ID: wsinv.ndaksdj@192.0.2.1',
        'Content-Length   : 150',
        'cseq: 0009',
        '  INVITE',
        'Via  : SIP  /   2.0',
        ' /UDP',
        '    192.0.2.2;branch=390skdjuw',
        's :',
        'NewFangledHeader:   newfangled value',
        ' continued newfangled value',
        'UnknownHeaderWithUnusualValue: ;;,,;;,;',
        'Content-Type: application/sdp',
        'Route:',
        ' <sip:services.example.com;lr;unknownwith=value;unknown-no-value>',
        'v:  SIP  / 2.0  / TCP     spindle.example.com   ;',
        '  branch  =   z9hG4bK9ikj8  ,',
        ' SIP  /    2.0   / UDP  192.168.255.111   ; branch=',
        ' z9hG4bK30239',
        'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =',
        '      newvalue ;',
        '  secondparam ; q = 0.33',
        '',
        'v=0'.padEnd(150, '.'),
      ),
    )
    expect(parsed.cseq).toEqual({ number: 9, method: 'INVITE' })
    expect(parsed.to.parameters.get('tag')).toBe('1918181833n')
    expect(parsed.from.parameters.get('tag')).toBe('98asjd8')
    expect(parsed.from.displayName).toBe('J Rosenberg \\"')
    expect(parsed.via).toMatchObject({ transport: 'UDP', host: '192.0.2.2', branch: '390skdjuw' })
    expect(parsed.headers.list('via')).toHaveLength(3)
    expect(parsed.headers.get('subject')).toBe('')
    expect(parsed.headers.get('newfangledheader')).toBe(
      'newfangled value continued newfangled value',
    )
    expect(parsed.body).toHaveLength(150)
  })

  it('reads any method that is a token', () => {
    const method = "!interesting-Method0123456789_*+`.%indeed'~"
    const parsed = request(
      options({
        OPTIONS: `${method} sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1@example.com SIP/2.0`,
        CSeq: `CSeq: 139122385 ${method}`,
      }),
    )
    expect(parsed.method).toBe(method)
  })

  it('drops what follows the body in a datagram', () => {
    const parsed = request(options({ 'Content-Length': 'l: 3' }, 'abcINVITE sip:second'))
    expect(parsed.body.toString()).toBe('abc')
  })

  it('takes the rest of the datagram where Content-Length is missing', () => {
    expect(request(options({}, 'abc')).body.toString()).toBe('abc')
  })

  it('reads a response with and without a reason', () => {
    const rest = OPTIONS.slice(1)
    expect(parseMessage(message('SIP/2.0 200 = 2**3 * 5**2 ', ...rest, '', ''))).toMatchObject({
      kind: 'response',
      status: 200,
      reason: '= 2**3 * 5**2 ',
    })
    expect(parseMessage(message('SIP/2.0 100 ', ...rest, '', ''))).toMatchObject({ status: 100 })
    expect(parseMessage(message('SIP/2.0 100', ...rest, '', ''))).toMatchObject({ status: 100 })
  })

  it('tells keep-alives apart', () => {
    expect(parseMessage(Buffer.from('\r\n\r\n'))).toEqual({ kind: 'keep-alive', sign: 'ping' })
    expect(parseMessage(Buffer.from('\r\n'))).toEqual({ kind: 'keep-alive', sign: 'pong' })
  })

  it('overlooks line ends before a message', () => {
    expect(request(Buffer.concat([Buffer.from('\r\n\r\n'), options({})])).method).toBe('OPTIONS')
  })

  it.each<[string, Buffer]>([
    ['Content-Length larger than the body', options({ 'Content-Length': 'l: 9999' }, 'abc')],
    ['a negative Content-Length', options({ 'Content-Length': 'Content-Length: -999' })],
    ['two different Content-Lengths', options({ a: 'l: 1', b: 'l: 2' }, 'abc')],
    ['a CSeq out of range', options({ CSeq: 'CSeq: 36893488147419103232 OPTIONS' })],
    ['Max-Forwards out of range', options({ 'Max-Forwards': 'Max-Forwards: 300' })],
    ['an open quote in To', options({ To: 'To: "Mr. J. User <sip:j.user@example.com>' })],
    ['spaces in the Request-URI', options({ OPTIONS: 'OPTIONS sip:u@e; lr SIP/2.0' })],
    ['several spaces in the request line', options({ OPTIONS: 'OPTIONS  sip:u@e  SIP/2.0' })],
    ['spaces at the end of the request line', options({ OPTIONS: 'OPTIONS sip:u@e SIP/2.0 ' })],
    ['spaces within an addr-spec', options({ To: 'To: "Watson" < sip:t.watson@example.org >' })],
    ['another method in CSeq', options({ CSeq: 'CSeq: 8 INVITE' })],
    ['two From headers', options({ more: 'From: <sip:other@example.net>;tag=1' })],
    ['a header line without a colon', options({ junk: 'this is not a header' })],
    ['a bare line feed in a header', options({ junk: 'Subject: a\nInjected: b' })],
    ['a header name that is no token', options({ junk: 'a b: c' })],
    ['no Call-ID', options({ 'Call-ID': undefined })],
    ['too many headers', options({ junk: Array(300).fill('X: 1').join('\r\n') })],
  ])('refuses %s with 400', (_, bytes) => {
    expect(parseMessage(bytes)).toMatchObject({ kind: 'refused', status: 400 })
  })

  it('refuses another version with 505', () => {
    const bytes = options({ OPTIONS: 'OPTIONS sip:t.watson@example.org SIP/7.0' })
    expect(parseMessage(bytes)).toMatchObject({ kind: 'refused', status: 505 })
  })

  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['noise', Buffer.from([0, 1, 2, 3, 255, 254])],
    ['a head that does not end', message(...OPTIONS)],
    ['no Via to answer by', options({ Via: undefined })],
    ['a malformed ACK', options({ OPTIONS: 'ACK sip:u@e SIP/2.0', CSeq: 'CSeq: 1 INVITE' })],
    ['a status out of range', message('SIP/2.0 4294967301 better', ...OPTIONS.slice(1), '', '')],
    ['a status line too short', message('SIP/2.0 20', ...OPTIONS.slice(1), '', '')],
    ['a response cut short', message('SIP/2.0 200 OK', ...OPTIONS.slice(1), 'l: 9', '', 'abc')],
    ['a head beyond the bound', options({ junk: `X: ${'x'.repeat(40_000)}` })],
    ['a message beyond the bound', options({}, 'x'.repeat(70_000))],
  ])('calls %s junk', (_, bytes) => {
    expect(parseMessage(bytes).kind).toBe('junk')
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => parseMessage(Buffer.from(bytes))).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  it('never throws, whatever is changed in a good message', () => {
    const good = options({ Contact: 'Contact: "a, b" <sip:a@b;lr>;q=1, <sip:c@d>' }, 'v=0')
    const change = fc.tuple(fc.nat(good.length - 1), fc.constantFrom(...'\r\n\0 ;,<>":=@/\u00ff7a'))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const bytes = Buffer.from(good)
        for (const [index, octet] of changes) bytes[index] = octet.charCodeAt(0)
        expect(() => readAll(bytes)).not.toThrow()
      }),
      { numRuns: 2000 },
    )
  })

  it('looks at long runs of any character once', () => {
    // Quadratic work on these would take minutes; the test would time out.
    for (const filler of ['"', '<', ';', ',', ' ', '\\', '\t', '=', '%', '\r\n ', '/']) {
      const run = filler.repeat(Math.floor(30_000 / filler.length))
      for (const name of ['Via', 'From', 'To', 'Contact', 'CSeq', 'Authorization']) {
        expect(() => readAll(options({ [name]: `${name}: ${run}` }))).not.toThrow()
      }
    }
  })
})

const token = fc.stringMatching(/^[A-Za-z0-9.!%*_+`'~-]{1,20}$/)
const value = fc
  .string({ unit: fc.constantFrom(...'abcXYZ09 ;,<>"=@\u00e9\u00ff\t\\') })
  .map((text) => text.trim())

describe('serializeRequest', () => {
  it('is undone by parseMessage', () => {
    const header = fc.tuple(
      token.map((name) => `X-${name}`.toLowerCase()),
      value,
    )
    fc.assert(
      fc.property(fc.array(header), fc.string(), token, (extra, body, method) => {
        const bytes = serializeRequest({
          method,
          uri: 'sip:a@b',
          headers: [
            ['via', 'SIP/2.0/UDP a;branch=z9hG4bK1'],
            ['from', '<sip:a@b>;tag=1'],
            ['to', '<sip:b@c>'],
            ['call-id', 'x@y'],
            ['cseq', `1 ${method}`],
            ...extra,
          ],
          content: { type: 'text/plain', body: body.toWellFormed() },
        })
        const parsed = request(bytes)
        expect(parsed.method).toBe(method)
        expect(parsed.body.toString('utf8')).toBe(body.toWellFormed())
        const read = [...parsed.headers].filter(([name]) => name.startsWith('x-'))
        expect(new Set(read.map(String))).toEqual(new Set(extra.map(String)))
      }),
    )
  })

  it('lets no value begin a header of its own', () => {
    const bytes = serializeRequest({
      method: 'INVITE',
      uri: 'sip:a@b',
      headers: [
        ['subject', 'a\r\nX-Injected: 1'],
        ['x-note', 'b\nX-Injected: 1'],
        ['x-wide', 'c\u010d\u010aX-Injected: 1'],
      ],
    })
    expect(bytes.toString('latin1').split('\r\n')).not.toContain('X-Injected: 1')
    expect(bytes.toString('utf8')).toContain('X-Wide: c\u010d\u010aX-Injected: 1')
    expect(bytes.filter((byte) => byte === 0x0a)).toHaveLength(6)
  })

  it('refuses a header name that is none', () => {
    const headers = [['x: 1\r\ny', '1']] as const
    expect(() => serializeRequest({ method: 'A', uri: 'b', headers })).toThrow(TypeError)
  })
})

describe('serializeReply', () => {
  const reply = (bytes: Buffer, status: number): string[] => {
    const parsed = request(bytes)
    const path = { via: parsed.via, sourceAddress: '192.0.2.9', sourcePort: 5999 }
    return serializeReply(parsed, { status }, { path, toTag: 'ours' })
      .toString('latin1')
      .split('\r\n')
  }

  it('copies what an answer must carry, byte for byte', () => {
    const lines = reply(
      options({
        From: 'f:   "Jos\u00e9"   <sip:caller@example.org>;tag=33242',
        lower: 'Via: SIP/2.0/TCP lower.example.com;branch=1, SIP/2.0/TCP lowest.example.com',
      }),
      200,
    )
    expect(lines.slice(0, 6)).toEqual([
      'SIP/2.0 200 OK',
      'Via: SIP/2.0/UDP host1.example.com;branch=z9hG4bKkdjuw;received=192.0.2.9',
      'Via: SIP/2.0/TCP lower.example.com;branch=1, SIP/2.0/TCP lowest.example.com',
      'From: "Jos\u00e9"   <sip:caller@example.org>;tag=33242',
      'To: <sip:user@example.com>;tag=ours',
      'Call-ID: transports.kijh4akdnaqjkwendsasfdj',
    ])
  })

  it('says where a request came from that asks for it (RFC 3581)', () => {
    const via = 'Via: SIP/2.0/UDP 192.0.2.9:5060;rport;received=6.6.6.6;branch=z9hG4bKk'
    expect(reply(options({ Via: via }), 200)[1]).toBe(
      'Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKk;received=192.0.2.9;rport=5999',
    )
  })

  it('puts no tag into a 100', () => {
    expect(reply(options({}), 100)).toContain('To: <sip:user@example.com>')
  })
})
