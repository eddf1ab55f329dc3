import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AudioDescription } from './audio.ts'
import { findAudio } from './audio.ts'
import { offeredCodecs, offeredTelephoneEvents } from './codec-order.ts'
import { makeDirection, mirrored, receives, sends } from './direction.ts'
import { carrierOffer, chromiumOffer, firefoxOffer, sippOffer } from './examples.ts'
import type { Session } from './session.ts'
import { attribute, parseSession } from './session.ts'
import type { OurAudio } from './write.ts'
import { writeAnswer, writeOffer } from './write.ts'

const examples = [chromiumOffer, firefoxOffer, carrierOffer, sippOffer]

function session(text: string): Session {
  const parsed = parseSession(text)
  if (parsed.kind !== 'session') throw new Error(parsed.reason)
  return parsed.session
}

function audio(text: string): AudioDescription {
  const found = findAudio(session(text))
  if (found.kind !== 'audio') throw new Error(found.reason)
  return found.audio
}

function refusal(text: string): string {
  const found = findAudio(session(text))
  return found.kind === 'none' ? found.reason : 'taken'
}

/** Our answer, as the engine would give it. */
function answer(offer: string, change: Partial<OurAudio> = {}): string {
  const theirs = audio(offer)
  return writeAnswer(session(offer), theirs, {
    sessionId: '7',
    version: 1,
    address: '198.51.100.7',
    direction: mirrored(theirs.direction),
    codecs: [theirs.codecs[0]],
    telephoneEvents: theirs.telephoneEvents,
    path:
      theirs.path.kind === 'rtp'
        ? { kind: 'rtp', port: 40_000, crypto: undefined }
        : {
            kind: 'webrtc',
            iceUfrag: 'u',
            icePwd: 'p',
            fingerprint: 'sha-256 AA',
            setup: 'active',
            ssrc: 99,
            port: 50_000,
          },
    ...change,
  })
}

describe('reading', () => {
  it('takes every codec we speak and keys of both clocks from a browser, with their ICE and DTLS', () => {
    expect(audio(chromiumOffer)).toEqual({
      place: 0,
      mid: '0',
      codecs: [
        {
          name: 'opus',
          payloadType: 111,
          wishes: { fec: true, dtx: false, isNarrow: false, mostBitrate: undefined },
        },
        { name: 'G722', payloadType: 9 },
        { name: 'PCMU', payloadType: 0 },
        { name: 'PCMA', payloadType: 8 },
      ],
      telephoneEvents: [
        { payloadType: 110, clockRate: 48_000 },
        { payloadType: 126, clockRate: 8000 },
      ],
      direction: 'sendrecv',
      rtcpMux: true,
      path: {
        kind: 'webrtc',
        iceUfrag: 'NVq5',
        icePwd: '4BxB+ojl1Eyw3QRl2Yqtz73h',
        fingerprint: expect.stringMatching(/^sha-256 89:7C/),
        setup: 'actpass',
        candidates: [
          expect.stringContaining('192.0.2.2 52710 typ host'),
          expect.stringContaining('tcp'),
        ],
      },
    })
  })

  it('finds what a browser says once for the whole session', () => {
    const { path, telephoneEvents } = audio(firefoxOffer)
    expect(path).toMatchObject({ iceUfrag: 'NVq5', fingerprint: expect.stringMatching(/^sha-256/) })
    expect(telephoneEvents).toEqual([{ payloadType: 101, clockRate: 8000 }])
  })

  it('keeps the order of the peer and knows static payload types without a map', () => {
    expect(audio(carrierOffer)).toMatchObject({
      codecs: [
        { name: 'PCMA', payloadType: 8 },
        { name: 'PCMU', payloadType: 0 },
      ],
      telephoneEvents: [{ payloadType: 97, clockRate: 8000 }],
      path: { kind: 'rtp', address: '203.0.113.1', port: 54_400 },
    })
  })

  it('believes the map before the static meaning, and takes dynamic numbers for G.711', () => {
    const odd = sippOffer
      .replace('RTP/AVP 0', 'RTP/AVP 0 96')
      .replace('a=rtpmap:0 PCMU/8000', 'a=rtpmap:0 G729/8000\r\na=rtpmap:96 pcma/8000/1')
    expect(audio(odd).codecs).toEqual([{ name: 'PCMA', payloadType: 96 }])
  })

  it.each([
    ['useinbandfec=1;usedtx=1', { fec: true, dtx: true }],
    ['usedtx=0; UseInbandFEC=1 ;stereo=1', { fec: true, dtx: false }],
    ['maxplaybackrate=8000;maxaveragebitrate=16000', { isNarrow: true, mostBitrate: 16_000 }],
    ['maxplaybackrate=16000;maxaveragebitrate=1', { isNarrow: false, mostBitrate: undefined }],
    ['=;;=;useinbandfec', { fec: false, mostBitrate: undefined }],
  ])('reads what a peer wants of its Opus: %s', (format, wishes) => {
    const offer = sippOffer
      .replace('RTP/AVP 0', 'RTP/AVP 96')
      .concat(`a=rtpmap:96 opus/48000/2\r\na=fmtp:97 usedtx=1\r\na=fmtp:96 ${format}\r\n`)
    expect(audio(offer).codecs).toMatchObject([{ name: 'opus', payloadType: 96, wishes }])
  })

  it.each([
    ['a=sendonly', '127.0.0.1', 'sendonly'],
    ['a=inactive', '127.0.0.1', 'inactive'],
    ['a=recvonly', '127.0.0.1', 'recvonly'],
    ['a=sendrecv', '0.0.0.0', 'sendonly'],
    ['a=recvonly', '0.0.0.0', 'inactive'],
  ])('reads %s at %s as %s', (line, address, direction) => {
    const offer = `${sippOffer.replace('c=IN IP4 127.0.0.1', `c=IN IP4 ${address}`)}${line}\r\n`
    expect(audio(offer).direction).toBe(direction)
  })

  it('lets the section speak before the session, for address and direction', () => {
    const offer = sippOffer
      .replace('t=0 0', 't=0 0\r\na=inactive')
      .concat('c=IN IP4 127.0.0.9\r\na=sendonly\r\n')
    expect(audio(offer)).toMatchObject({ direction: 'sendonly', path: { address: '127.0.0.9' } })
    expect(audio(sippOffer.replace('t=0 0', 't=0 0\r\na=inactive')).direction).toBe('inactive')
  })

  it.each([
    ['G.729 alone', sippOffer.replace('RTP/AVP 0', 'RTP/AVP 18'), 'no audio that we speak'],
    ['only a refused section', sippOffer.replace('audio 6000', 'audio 0'), 'no audio'],
    ['no audio', sippOffer.replace('m=audio', 'm=image'), 'no audio'],
    ['SRTP and no key', sippOffer.replace('RTP/AVP', 'RTP/SAVP'), 'no SRTP key'],
    ['another protocol', sippOffer.replace('RTP/AVP', 'UDP/RTP'), 'UDP/RTP'],
    ['no address', sippOffer.replace(/c=.*\r\n/, ''), 'no address'],
    ['no ICE', chromiumOffer.replace(/a=ice-pwd.*\r\n/, ''), 'ICE'],
  ])('says why it cannot take an offer with %s', (_, offer, reason) => {
    expect(refusal(offer)).toContain(reason)
  })

  it('takes the second audio section when the first cannot be', () => {
    const offer = `${sippOffer.replace('RTP/AVP 0', 'RTP/AVP 18')}m=audio 7000 RTP/AVP 8\r\n`
    expect(audio(offer)).toMatchObject({ place: 1, path: { port: 7000 } })
  })

  it.each([
    ['', 'v=0'],
    ['hello', 'v=0'],
    ['v=0\r\ns=-', 'no media'],
    ['v=0\r\nm=audio x RTP/AVP 0', 'bad media'],
    ['v=0\r\nm=audio 70000 RTP/AVP 0', 'bad media'],
    ['v=0\r\nwhat is this', 'line'],
    [`v=0\r\n${'m=audio 1 RTP/AVP 0\r\n'.repeat(33)}`, 'too many'],
    [`v=0\r\n${'a=x\r\n'.repeat(20_000)}`, '64 KiB'],
  ])('calls %j malformed', (text, reason) => {
    expect(parseSession(text)).toEqual({
      kind: 'malformed',
      reason: expect.stringContaining(reason),
    })
  })

  it('takes any line ending', () => {
    expect(session(sippOffer.replaceAll('\r\n', '\n'))).toEqual(session(sippOffer))
    expect(session(sippOffer.replaceAll('\r\n', '\r'))).toEqual(session(sippOffer))
  })
})

describe('answering', () => {
  it('takes one codec and the event type of a plain offer, under its numbers', () => {
    const lines = answer(carrierOffer).split('\r\n')
    expect(lines.slice(0, 5)).toEqual([
      'v=0',
      'o=iris 7 1 IN IP4 198.51.100.7',
      's=-',
      'c=IN IP4 198.51.100.7',
      't=0 0',
    ])
    expect(lines).toContain('m=audio 40000 RTP/AVP 8 97')
    expect(lines).toContain('a=rtpmap:97 telephone-event/8000')
    expect(lines).not.toContain('a=rtcp-mux')
  })

  it('bundles the audio of a browser and refuses its video', () => {
    const answered = session(answer(chromiumOffer))
    expect(attribute('group', answered.attributes)).toBe('BUNDLE 0')
    expect(answered.media.map(({ kind, port }) => [kind, port])).toEqual([
      ['audio', 50_000],
      ['video', 0],
    ])
    const [section] = answered.media
    expect(attribute('mid', section!.attributes)).toBe('0')
    expect(attribute('rtcp-mux', section!.attributes)).toBe('')
    expect(attribute('candidate', section!.attributes)).toContain('198.51.100.7 50000 typ host')
  })

  it('gives IPv6 addresses as such', () => {
    const text = answer(sippOffer, { address: '2001:db8::1' })
    expect(text).toContain('c=IN IP6 2001:db8::1')
  })

  it('answers every section in its place, and one that it reads as it was meant', () => {
    const extra = fc.constantFrom(
      'm=video 5000 RTP/AVP 96',
      'm=audio 0 RTP/AVP 0',
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:data',
      'm=audio 5002 RTP/AVP 18',
    )
    const direction = fc.constantFrom('sendrecv', 'sendonly', 'recvonly', 'inactive')
    fc.assert(
      fc.property(fc.array(extra), direction, fc.array(extra), (before, line, after) => {
        const main = `m=audio 6000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=${line}`
        const sections = [...before, main, ...after]
        const offer = `v=0\r\nc=IN IP4 127.0.0.1\r\n${sections.join('\r\n')}\r\n`
        const answered = session(answer(offer))
        const kinds = session(offer).media.map(({ kind }) => kind)
        expect(answered.media.map(({ kind }) => kind)).toEqual(kinds)
        expect(answered.media.filter(({ port }) => port !== 0)).toHaveLength(1)
        expect(audio(answer(offer))).toMatchObject({
          place: before.length,
          codecs: [{ name: 'PCMA', payloadType: 8 }],
          telephoneEvents: [{ payloadType: 101, clockRate: 8000 }],
          direction: mirrored(audio(offer).direction),
        })
      }),
    )
  })
})

describe('offering', () => {
  const ours: OurAudio = {
    sessionId: '7',
    version: 1,
    address: '127.0.0.1',
    direction: 'sendrecv',
    codecs: [
      { name: 'PCMU', payloadType: 0 },
      { name: 'PCMA', payloadType: 8 },
    ],
    telephoneEvents: [{ payloadType: 101, clockRate: 8000 }],
    path: { kind: 'rtp', port: 40_000, crypto: undefined },
  }

  it('offers both laws and keys over plain RTP', () => {
    expect(audio(writeOffer(ours))).toMatchObject({
      codecs: ours.codecs,
      telephoneEvents: [{ payloadType: 101, clockRate: 8000 }],
      path: { kind: 'rtp', address: '127.0.0.1', port: 40_000 },
    })
  })

  it('offers Opus with what it wants of it, and keys with its clock', () => {
    const codecs = offeredCodecs(['opus', 'G722'])
    const telephoneEvents = offeredTelephoneEvents(['opus', 'G722'])
    const text = writeOffer({ ...ours, codecs, telephoneEvents })
    expect(text).toContain('RTP/AVP 111 9 101 110\r\n')
    expect(text).toContain('a=fmtp:111 minptime=10;useinbandfec=1\r\n')
    expect(audio(text)).toMatchObject({
      codecs: [
        { name: 'opus', payloadType: 111, wishes: { fec: true } },
        { name: 'G722', payloadType: 9 },
      ],
      telephoneEvents: [
        { payloadType: 101, clockRate: 8000 },
        { payloadType: 110, clockRate: 48_000 },
      ],
    })
  })

  it('offers a browser ICE with one candidate, and DTLS', () => {
    const path = {
      kind: 'webrtc',
      iceUfrag: 'u',
      icePwd: 'p',
      fingerprint: 'sha-256 AA',
      setup: 'actpass',
      ssrc: 1,
      port: 50_000,
    } as const
    expect(audio(writeOffer({ ...ours, path }))).toMatchObject({
      mid: '0',
      rtcpMux: true,
      path: {
        kind: 'webrtc',
        iceUfrag: 'u',
        icePwd: 'p',
        fingerprint: 'sha-256 AA',
        setup: 'actpass',
        candidates: ['1 1 UDP 2130706431 127.0.0.1 50000 typ host'],
      },
    })
  })
})

describe('junk', () => {
  it('is never thrown at the caller, whatever it is', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(...examples.flatMap((text) => text.split('\r\n'))),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const text = `v=0\r\n${lines.join('\r\n')}`
        const parsed = parseSession(text)
        const found = parsed.kind === 'session' ? findAudio(parsed.session) : parsed
        expect(found.kind === 'audio' || found.reason !== '').toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('in a good offer leaves an answer that can be read, or a reason', () => {
    const cut = fc.record({
      at: fc.nat(3000),
      length: fc.nat(20),
      instead: fc.string({ maxLength: 10 }),
    })
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.array(cut, { maxLength: 5 }), (text, cuts) => {
        const broken = cuts.reduce(
          (all, { at, length, instead }) => all.slice(0, at) + instead + all.slice(at + length),
          text,
        )
        const parsed = parseSession(broken)
        if (parsed.kind === 'malformed' || findAudio(parsed.session).kind === 'none') return
        const answered = session(answer(broken))
        expect(answered.media).toHaveLength(parsed.session.media.length)
        expect(findAudio(answered).kind).toBe('audio')
      }),
      { numRuns: 500 },
    )
  })
})

describe('directions', () => {
  it('mirror into what the other side may do', () => {
    const flag = fc.boolean()
    fc.assert(
      fc.property(flag, flag, (sending, receiving) => {
        const direction = makeDirection({ sends: sending, receives: receiving })
        expect([sends(direction), receives(direction)]).toEqual([sending, receiving])
        expect(mirrored(mirrored(direction))).toBe(direction)
        expect(sends(mirrored(direction))).toBe(receiving)
      }),
    )
  })
})
