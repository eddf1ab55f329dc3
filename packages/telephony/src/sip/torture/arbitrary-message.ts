import * as fc from 'fast-check'
import { tortureMessages } from './messages.ts'

/**
 * Messages for fuzzing, as octet strings: those of RFC 4475 and others written by the grammar of RFC 3261 §25, whole
 * and damaged where it hurts: at delimiters, numbers and line ends.
 */

const DELIMITERS = '\r\n\t\0 ;,:<>"\\=@/?%&[]()\u007f\u00ff7aA-*'

/** Pieces that parsers stumble over, beside single characters. */
const PIECES = [
  '\r\n',
  '\r\n\r\n',
  '\r\n ',
  '\n',
  '%00',
  '%',
  '""',
  '\\"',
  ';;',
  ',,',
  ';tag=',
  ';branch=z9hG4bK',
  '<<',
  '>',
  'sip:',
  'sips:[::1]:0',
  '-1',
  '4294967296',
  '99999999999999999999',
  'SIP/2.0',
  'ÐÑ',
  ' '.repeat(300),
  ';'.repeat(300),
  'x'.repeat(2000),
]

const NAMES = [
  'Via',
  'v',
  'From',
  'f',
  'To',
  't',
  'Call-ID',
  'i',
  'CSeq',
  'Contact',
  'm',
  'Max-Forwards',
  'Content-Length',
  'l',
  'Content-Type',
  'c',
  'Route',
  'Record-Route',
  'Require',
  'Supported',
  'k',
  'Accept',
  'Authorization',
  'Expires',
  'Session-Expires',
  'x',
  'Min-SE',
  'RAck',
  'Refer-To',
  'Replaces',
  'Allow',
  'Content-Encoding',
  'Date',
  'X-Anything',
]

const METHODS = [
  'INVITE',
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'OPTIONS',
  'REGISTER',
  'INFO',
  'UPDATE',
  'PRACK',
  'REFER',
  'NOTIFY',
  'SUBSCRIBE',
  'MESSAGE',
  'dance',
]

const word = fc.constantFrom('a', 'alice', '100', 'x.y', "~`!*'", '%41', '1_b', 'tag', 'lr')
const host = fc.constantFrom('iris.test', '192.0.2.7', '[2001:db8::1]', 'a.example:5060', 'x:0')
const parameter = fc
  .tuple(fc.constantFrom('tag', 'branch', 'lr', 'q', 'expires', 'transport', 'x'), word)
  .map(([name, content]) => `;${name}=${content}`)
const uri = fc
  .tuple(fc.constantFrom('sip:', 'sip:', 'sip:', 'sips:', 'urn:'), word, host, parameter)
  .map(([scheme, user, at, tail]) => `${scheme}${user}@${at}${tail}`)
const address = fc
  .tuple(fc.constantFrom('', '"A, \\"B\\"" ', 'Ann Lee '), uri, parameter)
  .map(([name, target, tail]) => `${name}<${target}>${tail}`)
const via = fc
  .tuple(fc.constantFrom('UDP', 'TCP', 'WS'), host, word)
  .map(([transport, by, branch]) => `SIP/2.0/${transport} ${by};branch=z9hG4bK${branch};rport`)
const number = fc.constantFrom('0', '1', '2', '007', '70', '4294967295', '-5', '1e9', '')
const value = fc.oneof(
  via,
  address,
  uri,
  number,
  fc.tuple(number, fc.constantFrom(...METHODS)).map(([digits, method]) => `${digits} ${method}`),
  fc.constantFrom('application/sdp', '100rel', 'timer, replaces', 'Digest realm="iris.test"', '*'),
)
/** Any value under any name: most are nonsense. */
const header = fc.tuple(fc.constantFrom(...NAMES), value).map(([name, text]) => `${name}: ${text}`)

/** By the grammar: whole in most of its lines, so that it gets past the first of them. */
const written = fc
  .tuple(
    fc.constantFrom(...METHODS),
    uri,
    via,
    fc.tuple(address, address, fc.nat({ max: 1_000_000 })),
    fc.array(header, { maxLength: 3 }),
    fc.constantFrom('', 'v=0', 'v=0\r\nm=audio 9 RTP/AVP 0\r\n'),
  )
  .map(([method, target, path, [from, to, callId], headers, body]) =>
    [
      `${method} ${target} SIP/2.0`,
      `Via: ${path}`,
      `From: ${from}`,
      `To: ${to}`,
      `Call-ID: call-${callId}`,
      `CSeq: 1 ${method}`,
      'Contact: <sip:a@192.0.2.7>',
      'Content-Type: application/sdp',
      ...headers,
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  )

const seed = fc.constantFrom(
  ...[...tortureMessages.values()].map((octets) => octets.toString('latin1')),
)

/** One place in a message, as a share of its length, and what is done there. */
interface Damage {
  readonly place: number
  readonly take: number
  readonly put: string
}

const damage: fc.Arbitrary<Damage> = fc.record({
  place: fc.double({ min: 0, max: 0.999, noNaN: true }),
  take: fc.constantFrom(0, 0, 1, 1, 2, 20),
  put: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...DELIMITERS) },
    { weight: 2, arbitrary: fc.constantFrom(...PIECES) },
    { weight: 1, arbitrary: header.map((line) => `\r\n${line}\r\n`) },
    { weight: 1, arbitrary: fc.constant('') },
  ),
})

function damaged(octets: string, damages: readonly Damage[]): string {
  let result = octets
  for (const { place, take, put } of damages) {
    const at = Math.floor(place * result.length)
    result = result.slice(0, at) + put + result.slice(at + take)
  }
  return result
}

/** A message that may be whole, damaged, or the head of one on the tail of another. */
export const arbitraryMessage = fc
  .tuple(
    fc.oneof(seed, written),
    fc.oneof({ weight: 9, arbitrary: fc.constant('') }, { weight: 1, arbitrary: seed }),
    fc.oneof(fc.constant([]), fc.array(damage, { maxLength: 4 })),
  )
  .map(([first, second, damages]) => {
    const whole =
      second === '' ? first : first.slice(0, first.length / 2) + second.slice(second.length / 2)
    return damaged(whole, damages)
  })
