import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestAnswer } from '../../testing/digest-client.ts'
import { openSipBench, settle, type SipBench } from '../../testing/sip-bench.ts'
import { responseText } from '../../testing/sip-text.ts'
import { bodyText, type SipRequest, type SipResponse } from '../message.ts'
import { parseNameAddress } from '../name-address.ts'
import { textOf } from '../octets.ts'
import { parseMessage } from '../parse-message.ts'
import { parseUri } from '../uri.ts'
import { parseVia } from '../via.ts'
import { tortureMessage, tortureMessages } from './messages.ts'

function requestOf(name: string): SipRequest {
  const parsed = parseMessage(tortureMessage(name))
  if (parsed.kind !== 'request') throw new Error(`${name} is ${JSON.stringify(parsed)}`)
  return parsed
}

/** The first answer to a message that comes over UDP; `undefined` where none is given. */
async function answerTo(name: string, bench: SipBench = openSipBench()): Promise<SipResponse> {
  await bench.send(tortureMessage(name))
  return bench.udp.takeResponse()
}

/** What becomes of a message: the statuses it is answered with, and how many calls it brings. */
async function outcomeOf(name: string): Promise<{ answers: string[]; calls: number }> {
  const bench = openSipBench()
  await bench.send(tortureMessage(name))
  // Answers echo what is wrong: they are read by their first line only.
  const answers = bench.udp.startLines.map((line) => line.split(' ')[1] ?? '')
  return { answers, calls: bench.calls.length }
}

/** Sends a REGISTER again with the answer to its challenge, as a client that knows the password. */
async function registerAs(
  user: string,
  name: string,
): Promise<{ bench: SipBench; ok: SipResponse }> {
  const bench = openSipBench({ passwordOf: async () => 'open sesame' })
  const challenge = await answerTo(name, bench)
  expect(challenge.status).toBe(401)
  const login = { user, password: 'open sesame', method: 'REGISTER', uri: 'sip:example.com' }
  const answer = digestAnswer(challenge.headers.all('www-authenticate'), login)
  const text = tortureMessage(name).toString('latin1')
  const again = text
    .replace(/branch=/, 'branch=z9hG4bKagain')
    .replace(/\r\n\r\n/, `\r\nAuthorization: ${answer}\r\n\r\n`)
    .replace(/^CSeq: (\d+)/m, (_, number: string) => `CSeq: ${Number(number) + 1}`)
  await bench.send(Buffer.from(again, 'latin1'))
  return { bench, ok: bench.udp.takeResponse() }
}

describe('the test messages of RFC 4475', () => {
  it('are to the octet what the archive of the RFC holds', () => {
    const hash = createHash('sha256')
    for (const name of [...tortureMessages.keys()].toSorted()) hash.update(tortureMessage(name))
    expect(tortureMessages.size).toBe(49)
    expect(hash.digest('hex')).toBe(
      'e6cf1e5e4ec89ebb736976dfeab5baa4bcad5116d1492d810d53106fc6fc964e',
    )
  })
})

describe('valid messages (RFC 4475 §3.1.1)', () => {
  it('wsinv: is read through all its white space', async () => {
    const invite = requestOf('wsinv')
    expect(invite.cseq).toEqual({ number: 9, method: 'INVITE' })
    expect(invite.to.parameters.get('tag')).toBe('1918181833n')
    expect(invite.from.displayName).toBe('J Rosenberg \\"')
    expect(invite.from.parameters.get('tag')).toBe('98asjd8')
    expect(invite.via).toMatchObject({ transport: 'UDP', host: '192.0.2.2', branch: '390skdjuw' })
    expect(invite.headers.list('via').map((via) => parseVia(via)?.branch)).toEqual([
      '390skdjuw',
      'z9hG4bK9ikj8',
      'z9hG4bK30239',
    ])
    expect(invite.headers.get('max-forwards')).toBe('0068')
    expect(invite.headers.get('subject')).toBe('')
    expect(invite.headers.get('newfangledheader')).toBe(
      'newfangled value continued newfangled value',
    )
    expect(invite.headers.get('unknownheaderwithunusualvalue')).toBe(';;,,;;,;')
    const contact = parseNameAddress(invite.headers.get('contact') ?? '')
    expect(contact?.displayName).toBe('Quoted string ""')
    expect([...(contact?.parameters ?? [])]).toEqual([
      ['newparam', 'newvalue'],
      ['secondparam', ''],
      ['q', '0.33'],
    ])
    expect(invite.body).toHaveLength(150)
    // It names a dialog that nobody knows.
    expect(await outcomeOf('wsinv')).toEqual({ answers: ['481'], calls: 0 })
  })

  it('intmeth: is read in all its characters, and its method not known', async () => {
    const request = requestOf('intmeth')
    expect(request.method).toBe("!interesting-Method0123456789_*+`.%indeed'~")
    expect(request.to.displayName).toBe('BEL:\u0007 NUL:\0 DEL:\u007f')
    expect(request.to.address).toMatchObject({
      user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
      host: 'example.com',
    })
    expect(request.from.displayName).toBe("token1~` token2'+_ token3*%!.-")
    expect(textOf(request.from.parameters.get("fromparam''~+*_!.-%") ?? '')).toBe('работающий')
    expect(request.from.parameters.get('tag')).toBe("_token~1'+`*%!-.")
    expect(request.callId).toBe('intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{')
    expect(request.via.branch).toBe("z9hG4bK-.!%66*_+`'~")
    expect(parseUri(request.uri)).toMatchObject({
      kind: 'sip',
      user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
      host: 'example.com',
    })
    expect(textOf(request.headers.get("extensionheader-!.%*+_`'~") ?? '')).toBe('\ufeff大停電')
    const answer = await answerTo('intmeth')
    expect(answer.status).toBe(501)
    // What must be echoed is echoed to the octet.
    expect(answer.headers.get('from')).toBe(request.headers.get('from'))
    expect(answer.callId).toBe(request.callId)
  })

  it('esc01: brings a call, escapes undone where they are escapes', async () => {
    const bench = openSipBench()
    await bench.send(tortureMessage('esc01'))
    const call = bench.calls[0]!
    expect(parseUri(call.invite.uri)).toMatchObject({
      user: 'sips:user@example.com',
      host: 'example.net',
    })
    expect(call.invite.to.address).toMatchObject({ user: 'user' })
    expect(call.invite.from.address).toMatchObject({ user: 'I have spaces' })
    const contact = parseNameAddress(call.invite.headers.get('contact') ?? '')?.address
    if (contact?.kind !== 'sip') throw new Error('No contact')
    expect(contact.user).toBe('caller')
    expect([...contact.parameters]).toEqual([
      ['lr', ''],
      ['name', 'value%41'],
    ])
  })

  it('escnull: registers two contacts that a zero octet cuts short in neither', async () => {
    const { bench, ok } = await registerAs('null-\0-null', 'escnull')
    expect(ok.status).toBe(200)
    expect(bench.events).toEqual(['registered null-\0-null'])
    expect(ok.headers.list('contact')).toEqual([
      '<sip:%00@host5.example.com>;expires=600',
      '<sip:%00%00@host5.example.com>;expires=600',
    ])
  })

  it('esc02: undoes no escapes where they are none', async () => {
    const request = requestOf('esc02')
    expect(request.method).toBe('RE%47IST%45R')
    expect(request.to.displayName).toBe('%Z%45')
    expect(request.via.branch).toBe('z9hG4bK209%fzsnel234')
    expect(request.headers.all('contact')).toHaveLength(2)
    expect(request.headers.get('c%6fntact')).toBe('<sip:alias2@host2.example.com>')
    expect(await outcomeOf('esc02')).toEqual({ answers: ['501'], calls: 0 })
  })

  it('lwsdisp: needs no space before the address', async () => {
    expect(requestOf('lwsdisp').from).toMatchObject({ displayName: 'caller' })
    expect(await outcomeOf('lwsdisp')).toEqual({ answers: ['200'], calls: 0 })
  })

  it('longreq: brings a call, however long its values', async () => {
    const bench = openSipBench()
    await bench.send(tortureMessage('longreq'))
    expect(bench.calls).toHaveLength(1)
    const trying = bench.udp.takeResponse()
    expect(trying.headers.all('via')).toHaveLength(34)
    expect(trying.callId).toMatch(/^longreq\.one(really){20}longcallid$/)
    bench.calls[0]?.end({ status: 486 }, [])
    expect(bench.udp.takeResponse().from.parameters.get('tag')).toHaveLength(155)
  })

  it('dblreq: is one request in a datagram, and what follows is dropped', async () => {
    expect(requestOf('dblreq').callId).toBe('dblreq.0ha0isndaksdj99sdfafnl3lk233412')
    expect(await outcomeOf('dblreq')).toEqual({ answers: ['401'], calls: 0 })
  })

  it('semiuri: keeps a semicolon in the user part', async () => {
    expect(parseUri(requestOf('semiuri').uri)).toMatchObject({ user: 'user;par=u@example.net' })
    expect(await outcomeOf('semiuri')).toEqual({ answers: ['200'], calls: 0 })
  })

  it('transports: is answered through transports that nobody knows', async () => {
    const answer = await answerTo('transports')
    expect(answer.status).toBe(200)
    expect(answer.headers.all('via').map((via) => parseVia(via)?.transport)).toEqual([
      'UDP',
      'SCTP',
      'TLS',
      'UNKNOWN',
      'TCP',
    ])
  })

  it('mpart01: is read with the octets of its parts', async () => {
    const request = requestOf('mpart01')
    expect(request.body).toHaveLength(553)
    expect(bodyText(request)).toContain('\r\n\r\nHello\r\n')
    // MESSAGE exists, but not here.
    expect(await outcomeOf('mpart01')).toEqual({ answers: ['405'], calls: 0 })
  })

  it('unreason and noreason: are responses with any reason, and none', () => {
    expect(parseMessage(tortureMessage('noreason'))).toMatchObject({ status: 100, reason: '' })
    const unreason = parseMessage(tortureMessage('unreason'))
    if (unreason.kind !== 'response') throw new Error('Not a response')
    expect(unreason.status).toBe(200)
    expect(textOf(unreason.reason)).toBe('= 2**3 * 5**2 но сто девяносто девять - простое')
  })
})

describe('invalid messages (RFC 4475 §3.1.2)', () => {
  it.each([
    ['badinv01', 'empty values in Via'],
    ['clerr', 'a Content-Length beyond the datagram'],
    ['ncl', 'a negative Content-Length'],
    ['scalar02', 'numbers beyond their range'],
    ['quotbal', 'an open quote'],
    ['ltgtruri', 'a Request-URI in brackets'],
    ['lwsruri', 'space within the Request-URI'],
    ['lwsstart', 'several spaces in the request line'],
    ['trws', 'space after the request line'],
    ['escruri', 'headers in the Request-URI'],
    ['badaspec', 'space within an address'],
    ['mismatch01', 'another method in CSeq'],
    ['mismatch02', 'another method in CSeq, and one that is unknown'],
  ])('%s: is refused with 400 for %s', async (name) => {
    expect(await outcomeOf(name)).toEqual({ answers: ['400'], calls: 0 })
  })

  it('says in words what is wrong', async () => {
    const answer = await answerTo('clerr')
    const words = '399 iris "the body is shorter than Content-Length says"'
    expect(answer.headers.get('warning')).toBe(words)
  })

  it('regbadct: is refused with 400 for headers in an unbracketed Contact', async () => {
    const { bench, ok } = await registerAs('user', 'regbadct')
    expect(ok.status).toBe(400)
    expect(bench.events).toEqual([])
  })

  it('baddn: gets the quotes that its names lack, as it may', async () => {
    expect(requestOf('baddn').from.displayName).toBe('Bell, Alexander')
    expect(requestOf('baddn').to.displayName).toBe('Watson, Thomas')
    expect(await outcomeOf('baddn')).toEqual({ answers: ['200'], calls: 0 })
  })

  it('baddate: brings a call, as nobody here reads the date', async () => {
    expect(await outcomeOf('baddate')).toEqual({ answers: ['100'], calls: 1 })
  })

  it('badvers: is refused with 505', async () => {
    expect(await outcomeOf('badvers')).toEqual({ answers: ['505'], calls: 0 })
  })

  it.each(['scalarlg', 'bigcode'])('%s: is a response that is dropped', async (name) => {
    expect(parseMessage(tortureMessage(name)).kind).toBe('junk')
    expect(await outcomeOf(name)).toEqual({ answers: [], calls: 0 })
  })
})

describe('transaction layer (RFC 4475 §3.2)', () => {
  it('badbranch: is not matched by a branch that is no more than the magic cookie', async () => {
    const bench = openSipBench()
    const first = tortureMessage('badbranch')
    const second = Buffer.from(first.toString('latin1').replace('badbranch.', 'other.'), 'latin1')
    await bench.send(first)
    await bench.send(second)
    expect(bench.udp.takeMessages().map((message) => message.callId)).toEqual([
      'badbranch.sadonfo23i420jv0as0derf3j3n',
      'other.sadonfo23i420jv0as0derf3j3n',
    ])
  })
})

describe('application layer (RFC 4475 §3.3)', () => {
  it('insuf: is refused with 400 by what headers it has', async () => {
    const bench = openSipBench()
    await bench.send(tortureMessage('insuf'))
    const text = bench.udp.sent.map(String).join('')
    expect(text).toMatch(/^SIP\/2\.0 400 Bad Request\r\nVia: SIP\/2\.0\/UDP 192\.0\.2\.95;/)
    expect(text).toContain('\r\nCSeq: 193942 INVITE\r\n')
    expect(text).not.toMatch(/^(From|To|Call-ID):/m)
  })

  it.each([
    ['unkscm', '416', 'an unknown scheme'],
    ['novelsc', '416', 'a known scheme that is none of SIP'],
    ['regaut01', '401', 'an authentication scheme that is unknown'],
    ['multi01', '400', 'headers twice that may stand once'],
    ['mcl01', '400', 'two Content-Lengths'],
    ['zeromf', '200', 'no hops left, where nothing is passed on'],
    ['sdp01', '406', 'accepting no body that we could answer with'],
  ])('%s: is answered with %s for %s', async (name, status) => {
    expect((await outcomeOf(name)).answers.at(-1)).toBe(status)
  })

  it('unksm2: registers no address of another scheme', async () => {
    const { bench, ok } = await registerAs('alice', 'unksm2')
    expect(ok.status).toBe(403)
    const reply = bench.registrar.register('alice', requestOf('unksm2'), bench.udp)
    expect(reply.status).toBe(400)
    expect(bench.events).toEqual([])
  })

  it('bext01: is refused with 420 that names what is required of us, and not of proxies', async () => {
    const answer = await answerTo('bext01')
    expect(answer.status).toBe(420)
    expect(answer.headers.get('unsupported')).toBe('nothingsupportsthis, nothingsupportsthiseither')
  })

  it('invut: is refused with 415 that says what is understood', async () => {
    const answer = await answerTo('invut')
    expect(answer.status).toBe(415)
    expect(answer.headers.list('accept')).toContain('application/sdp')
  })

  it('bcast: answers nothing that was asked, and goes nowhere', async () => {
    expect(parseMessage(tortureMessage('bcast'))).toMatchObject({ kind: 'response', status: 200 })
    expect(await outcomeOf('bcast')).toEqual({ answers: [], calls: 0 })
  })

  it('cparam01: takes parameters after an unbracketed Contact for its own', async () => {
    const { bench, ok } = await registerAs('watson', 'cparam01')
    expect(ok.headers.list('contact')).toEqual([
      '<sip:+19725552222@gw1.example.net>;unknownparam;expires=600',
    ])
    expect(bench.registrar.find('watson')[0]?.contact.uri).toBe('sip:+19725552222@gw1.example.net')
  })

  it('cparam02: takes parameters within the brackets for the address', async () => {
    const { bench } = await registerAs('watson', 'cparam02')
    expect(bench.registrar.find('watson')[0]?.contact.uri).toBe(
      'sip:+19725552222@gw1.example.net;unknownparam',
    )
  })

  it('regescrt: keeps headers in a Contact, and calls its address without them', async () => {
    const { bench, ok } = await registerAs('user', 'regescrt')
    const uri = 'sip:user@example.com?Route=%3Csip:sip.example.com%3E'
    expect(ok.headers.list('contact')).toEqual([`<${uri}>;expires=600`])
    const call = { uri, from: '<sip:1@iris.test>', to: '<sip:user@iris.test>' }
    bench.endpoint.call({ ...call, offer: 'v=0', headers: [] }, bench.udp, 'user')?.start()
    expect(bench.udp.takeRequest().uri).toBe('sip:user@example.com')
  })
})

describe('backward compatibility (RFC 4475 §3.4)', () => {
  it('inv2543: brings a call that is answered and hung up, without branch, tag and Contact', async () => {
    const bench = openSipBench()
    await bench.send(tortureMessage('inv2543'))
    const call = bench.calls[0]!
    expect(call.offer).toContain('m=audio 49217')
    call.accept('v=0 answer')
    expect(bench.udp.takeResponse().status).toBe(200)
    const [head = ''] = tortureMessage('inv2543').toString('latin1').split('Content-Type')
    const ack = head
      .replace('INVITE', 'ACK')
      .replace('56 INVITE', '56 ACK')
      .replace(/^To: .*$/m, `$&;tag=${call.localTag}`)
    await bench.send(Buffer.from(`${ack.trimEnd()}\r\n\r\n`, 'latin1'))
    call.end({ status: 480 }, [])
    const bye = bench.udp.takeRequest()
    expect(bye).toMatchObject({ method: 'BYE' })
    await bench.send(responseText(bye, { status: 200 }))
    await settle()
    expect(bench.endpoint.size.sessions).toBe(0)
  })
})
