import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sequenceAhead, timestampAhead } from '../rtp/packet.ts'
import { ownPorts } from '../testing/own-ports.ts'
import type { TestEngine } from '../testing/test-engine.ts'
import { openTestEngine } from '../testing/test-engine.ts'

let engine: TestEngine
let calls = 0

beforeAll(async () => {
  engine = await openTestEngine()
})

afterAll(async () => {
  await engine.close()
})

const nextLeg = () => `leg-${++calls}`
const longTone = (hz: number) => ({ kind: 'tone', hz: [hz], durationMs: 60_000 }) as const
const version = (text: string) => Number(/^o=\S+ \S+ (\d+)/m.exec(text)?.[1])

describe('a browser that calls', () => {
  it('is answered with PCMU and its own number for keys, its video refused', async () => {
    const leg = nextLeg()
    const peer = engine.browser()
    const answer = await engine.media.answer(leg, await peer.offer())
    expect(answer).toMatch(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF 0 126\r$/m)
    expect(answer).toMatch(/^m=video 0 /m)
    expect(answer).toMatch(/^a=candidate:1 1 UDP \d+ 127\.0\.0\.1 \d+ typ host\r$/m)
    expect(answer).toContain('a=group:BUNDLE audio-0\r\n')
    expect(answer).not.toContain('opus')
    expect(engine.told('leg.up', leg)).toEqual([])
    peer.accept(answer)
    await engine.tells('leg.up', { leg })
    await peer.hearsSilence()
    await engine.media.closeLeg(leg)
  })

  it('hears what is played, in one steady stream, from its first packet', async () => {
    const leg = nextLeg()
    const peer = await engine.browserCall(leg)
    await engine.media.play(leg, 'p', longTone(440), {})
    await peer.hears([440])
    const steps = peer.packets.slice(1).map((packet, index) => ({
      sequence: sequenceAhead(packet.sequence, peer.packets[index]!.sequence),
      timestamp: timestampAhead(packet.timestamp, peer.packets[index]!.timestamp),
    }))
    expect(steps).toEqual(steps.map(() => ({ sequence: 1, timestamp: 160 })))
    await engine.media.closeLeg(leg)
  })

  it('sends and is sent keys', async () => {
    const leg = nextLeg()
    const peer = await engine.browserCall(leg)
    peer.press('2')
    expect(await engine.tells('leg.dtmf', { leg })).toMatchObject({ key: '2' })
    expect(await engine.media.sendDtmf(leg, '#')).toBe(true)
    expect(await peer.receivesKeys('#')).toBe(true)
    await engine.media.closeLeg(leg)
  })

  it('holds and resumes on the same connection, with a raised version', async () => {
    const leg = nextLeg()
    const peer = engine.browser()
    const first = await engine.media.answer(leg, await peer.offer())
    peer.accept(first)
    await engine.tells('leg.up', { leg })

    const held = await engine.media.reanswer(leg, peer.reoffer('sendonly'))
    expect(held.direction).toBe('sendonly')
    expect(held.answer).toBe(
      first.replace('a=sendrecv', 'a=recvonly').replace(/^(o=\S+ \S+) \d+/m, '$1 2'),
    )
    const resumed = await engine.media.reanswer(leg, peer.reoffer('sendrecv'))
    expect(version(resumed.answer)).toBe(3)
    await engine.media.play(leg, 'p', longTone(440), {})
    await peer.hears([440])
    const refreshed = await engine.media.reanswer(leg, peer.reoffer('sendrecv'))
    expect(refreshed.answer).toBe(resumed.answer)
    await engine.media.closeLeg(leg)
  })

  it('may not connect anew in the same leg', async () => {
    const leg = nextLeg()
    const peer = await engine.browserCall(leg)
    const restart = peer.reoffer('sendrecv').replace(/a=ice-ufrag:\S+/, 'a=ice-ufrag:anew')
    await expect(engine.media.reanswer(leg, restart)).rejects.toMatchObject({
      kind: 'not-acceptable',
    })
    await engine.media.play(leg, 'p', longTone(440), {})
    await peer.hears([440])
    await engine.media.closeLeg(leg)
  })

  it('that falls silent is told quiet, and heard again', async () => {
    const leg = nextLeg()
    const peer = await engine.browserCall(leg)
    peer.mute()
    await engine.tells('leg.quiet', { leg })
    peer.say()
    await engine.tells('leg.heard', { leg })
    expect(engine.told('leg.down', leg)).toEqual([])
    await engine.media.closeLeg(leg)
  })
})

describe('a browser that is called', () => {
  it('takes our offer and talks', async () => {
    const leg = nextLeg()
    const peer = engine.browser()
    const offer = await engine.media.offer(leg, 'webrtc')
    expect(offer).toMatch(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF 111 0 8 101 110\r$/m)
    expect(offer).toMatch(/^a=candidate:1 1 UDP \d+ 127\.0\.0\.1 \d+ typ host\r$/m)
    await engine.media.accept(leg, await peer.answer(offer))
    await engine.tells('leg.up', { leg })
    await engine.media.play(leg, 'p', longTone(440), {})
    await peer.hears([440])

    const held = await engine.media.reanswer(leg, peer.reoffer('sendonly'))
    expect(held.answer).toContain('a=recvonly')
    expect(held.answer).toMatch(/^a=setup:(active|passive)\r$/m)
    await engine.media.closeLeg(leg)
  })

  it('whose answer has no audio for us is not acceptable', async () => {
    const leg = nextLeg()
    await engine.media.offer(leg, 'webrtc')
    await expect(engine.media.accept(leg, 'v=0\r\nm=audio 0 x 0\r\n')).rejects.toMatchObject({
      kind: 'not-acceptable',
    })
    await engine.media.closeLeg(leg)
  })

  it('with a fingerprint that makes no sense is not acceptable', async () => {
    const leg = nextLeg()
    const peer = engine.browser()
    const offer = await peer.offer()
    const bad = offer.replace(/a=fingerprint:.*/, 'a=fingerprint:sha-256 nonsense')
    await expect(engine.media.answer(leg, bad)).rejects.toMatchObject({ kind: 'not-acceptable' })
  })
})

describe('a room', () => {
  it('joins a browser and a telephone, with their keys', async () => {
    const [web, plain] = [nextLeg(), nextLeg()]
    const browser = await engine.browserCall(web)
    const telephone = await engine.call(plain, { codec: 'PCMA' })
    await engine.media.openRoom('room', {})
    await engine.media.join('room', web, 'agent')
    await engine.media.join('room', plain, 'caller')
    browser.say(620)
    telephone.say(440)
    await Promise.all([browser.hears([440], [620]), telephone.hears([620], [440])])
    telephone.press('5')
    await browser.receivesKeys('5')
    browser.press('6')
    expect(await telephone.receivesKeys('6')).toBe(true)
    await engine.media.closeLeg(web)
    expect(await telephone.hearsSilence()).toBe(true)
    await engine.media.closeLeg(plain)
  })
})

it('serves all on one port when told to', async () => {
  const port = ownPorts().from
  const shared = await openTestEngine({ webrtcPort: port })
  try {
    const called = shared.browser()
    const offer = await shared.media.offer('called', 'webrtc')
    await shared.media.accept('called', await called.answer(offer))
    const callers = await Promise.all(['a', 'b'].map((leg) => shared.browserCall(leg)))
    expect(offer).toContain(`127.0.0.1 ${port} typ host`)
    await shared.media.openRoom('room', {})
    for (const leg of ['a', 'b', 'called']) await shared.media.join('room', leg, leg)
    for (const [index, peer] of callers.entries()) peer.say(440 + index * 180)
    await called.hears([440, 620])
    await expect(openTestEngine({ webrtcPort: port })).rejects.toMatchObject({
      kind: 'unavailable',
    })
  } finally {
    await shared.close()
  }
})

it('serves many browsers, one after another and at once', async () => {
  const legs = Array.from({ length: 10 }, nextLeg)
  const peers = await Promise.all(legs.map((leg) => engine.browserCall(leg)))
  await Promise.all(legs.map((leg) => engine.media.play(leg, leg, longTone(440), {})))
  await Promise.all(peers.map((peer) => peer.hears([440])))
  await Promise.all(legs.map((leg) => engine.media.closeLeg(leg)))
  expect(engine.told('engine.lost')).toEqual([])
})
