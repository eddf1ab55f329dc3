import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AudioCodec } from '../port.ts'
import type { AudioPeerOptions, HeardPacket } from '../testing/audio-peer.ts'
import { toneLevel } from '../testing/audio.ts'
import { peerCodecs } from '../testing/peer-codec.ts'
import type { RtpPeer } from '../testing/rtp-peer.ts'
import type { TestEngine } from '../testing/test-engine.ts'
import { openTestEngine } from '../testing/test-engine.ts'

let engine: TestEngine
let count = 0
/** The parties of the present test, who fall silent after it. */
const here: Party[] = []

beforeAll(async () => {
  engine = await openTestEngine()
})

afterAll(async () => {
  await engine.close()
})

afterEach(async () => {
  for (const { leg, peer } of here.splice(0)) {
    peer.mute()
    await engine.media.closeLeg(leg)
  }
})

interface Party {
  readonly leg: string
  readonly peer: RtpPeer
}

/** Telephones that have called, one for each codec, in a room together. */
async function roomOf(...options: readonly AudioPeerOptions[]): Promise<Party[]> {
  const room = `room-${++count}`
  await engine.media.openRoom(room, {})
  const parties: Party[] = []
  for (const [place, option] of options.entries()) {
    const leg = `leg-${count}-${place}`
    const peer = await engine.call(leg, option)
    await engine.media.join(room, leg, 'party')
    parties.push({ leg, peer })
  }
  here.push(...parties)
  return parties
}

const two = ([one, other]: readonly Party[]) => {
  if (!one || !other) throw new Error('There are not two')
  return [one, other] as const
}
const withEvents = (codec: AudioCodec): AudioPeerOptions => ({
  codec,
  eventClock: peerCodecs[codec].clockRate,
})
const typesOf = (packets: readonly HeardPacket[]) =>
  new Set(packets.map(({ payloadType }) => payloadType))

describe('two who speak the same wideband codec', () => {
  it.each(['G722', 'opus'] as const)(
    'hear each other’s %s as it was sent, both bands',
    async (codec) => {
      const [one, other] = two(await roomOf({ codec }, { codec }))
      one.peer.sayWide(440, 1000)
      other.peer.sayWide(620, 1500)
      await Promise.all([other.peer.hears([440]), one.peer.hears([620])])
      await Promise.all([other.peer.hearsHigh(1000), one.peer.hearsHigh(1500)])
      one.peer.mute()
      const payload = Uint8Array.from({ length: 377 }, (_, at) => at)
      const { payloadType } = peerCodecs[codec]
      one.peer.send({ payloadType, payload, sequence: 1, timestamp: 0, ssrc: 99 })
      const isIt = (packet: HeardPacket) => packet.payload.length === 377
      await other.peer.until('has the packet', () => other.peer.packets.some(isIt))
      expect(other.peer.packets.find(isIt)).toMatchObject({ payloadType, payload })
    },
  )
})

describe.each([
  ['opus', 'PCMU'],
  ['G722', 'PCMA'],
  ['opus', 'G722'],
] as const)('one who speaks %s and one who speaks %s', (codec, otherCodec) => {
  it('hear each other, each in their own codec', async () => {
    const [one, other] = two(await roomOf({ codec }, { codec: otherCodec }))
    one.peer.say(440)
    other.peer.say(620)
    await Promise.all([other.peer.hears([440], [620]), one.peer.hears([620], [440])])
    expect(typesOf(one.peer.packets.slice(-20))).toEqual(new Set([peerCodecs[codec].payloadType]))
    expect(typesOf(other.peer.packets.slice(-20))).toEqual(
      new Set([peerCodecs[otherCodec].payloadType]),
    )
    const steps = one.peer.packets
      .slice(-10)
      .map(({ timestamp }, at, all) => (timestamp - (all[at - 1]?.timestamp ?? timestamp)) >>> 0)
    expect(new Set(steps.slice(1))).toEqual(new Set([peerCodecs[codec].clockRate / 50]))
  })

  it('press keys for each other, and the engine hears them', async () => {
    const [one, other] = two(await roomOf(withEvents(codec), withEvents(otherCodec)))
    one.peer.press('4')
    await other.peer.receivesKeys('4')
    other.peer.press('7')
    other.peer.press('#')
    await one.peer.receivesKeys('7#')
    await engine.tells('leg.dtmf', { leg: other.leg, count: 2 })
    expect(engine.told('leg.dtmf', one.leg).map(({ key }) => key)).toEqual(['4'])
  })
})

it('the high band goes through where both have one, and through a room of three', async () => {
  const [opus, g722] = two(await roomOf({ codec: 'opus' }, { codec: 'G722' }))
  opus.peer.sayWide(440, 1000)
  g722.peer.sayWide(620, 1500)
  await Promise.all([g722.peer.hearsHigh(1000), opus.peer.hearsHigh(1500)])
  const third = await engine.call('third', { codec: 'PCMU' })
  await engine.media.join(`room-${count}`, 'third', 'party')
  third.say(940)
  await third.hears([440, 620], [940])
  await g722.peer.hears([440, 940], [620])
  await opus.peer.hears([620, 940], [440])
  await Promise.all([g722.peer.hearsHigh(1000), opus.peer.hearsHigh(1500)])
})

describe.each(['G722', 'opus'] as const)('a leg of %s', (codec) => {
  it('hears what is played to it', async () => {
    const peer = await engine.call(`played-${codec}`, { codec })
    await engine.media.play(
      `played-${codec}`,
      `p-${codec}`,
      { kind: 'tone', hz: [440, 620], durationMs: 2000 },
      {},
    )
    expect(await peer.hears([440, 620])).toBe(true)
    expect(typesOf(peer.packets)).toEqual(new Set([peerCodecs[codec].payloadType]))
  })

  it('is concealed or mended where it loses packets', async () => {
    const [one, other] = two(await roomOf({ codec }, { codec: 'PCMU' }))
    one.peer.lose((frame) => frame % 10 === 3)
    one.peer.say(440)
    await other.peer.hears([440])
    await other.peer.receives(50)
    const whole = () => {
      const audio = other.peer.latestAudio(8000)
      const windows = Array.from({ length: 5 }, (_, at) =>
        audio.subarray(at * 1600, at * 1600 + 1600),
      )
      return windows.filter((window) => toneLevel(window, 440) > 6000).length
    }
    // One may hold a slip of time, where the machine is busy, and a whole second may hold many.
    await expect.poll(whole, { timeout: 10_000 }).toBeGreaterThanOrEqual(4)
  })

  it('keeps its quality in units of time, whatever its clock', async () => {
    const peer = await engine.call(`measured-${codec}`, { codec })
    peer.say(440)
    const before = engine.told('legs.measured').length
    const { legs } = await engine.tells('legs.measured', { count: before + 3 })
    const measured = legs.find(({ leg }) => leg === `measured-${codec}`)
    expect(measured?.received.packets).toBeGreaterThan(50)
    // By the clock of another codec it would be 100 ms and more.
    expect(measured?.received.jitterMs).toBeLessThan(90)
  })
})

describe('a codec that is changed in the middle of a call', () => {
  it.each([
    ['PCMU', 'opus'],
    ['opus', 'PCMU'],
    ['opus', 'G722'],
    ['PCMU', 'G722'],
  ] as const)('goes on from %s to %s, both ways', async (before, after) => {
    const [one, other] = two(await roomOf({ codec: before }, { codec: 'PCMU' }))
    one.peer.say(440)
    other.peer.say(620)
    await Promise.all([other.peer.hears([440]), one.peer.hears([620])])
    one.peer.codec = after
    const { answer } = await engine.media.reanswer(one.leg, one.peer.describe())
    expect(answer).toContain(
      `a=rtpmap:${peerCodecs[after].payloadType} ${peerCodecs[after].encoding}`,
    )
    const at = one.peer.packets.length
    one.peer.say(940)
    other.peer.say(1160)
    await Promise.all([other.peer.hears([940], [440]), one.peer.hears([1160], [620])])
    expect(typesOf(one.peer.packets.slice(at + 5))).toEqual(
      new Set([peerCodecs[after].payloadType]),
    )
  })
})

describe('silence', () => {
  it('is not sent in Opus to one that would rather not have it', async () => {
    const peer = await engine.peer({ codec: 'opus' })
    const offer = peer.describe({ format: 'useinbandfec=1;usedtx=1' })
    peer.connect(await engine.media.answer('dtx', offer))
    await engine.media.play('dtx', 'silence', { kind: 'silence', durationMs: 60_000 }, {})
    await peer.receives(20)
    const [from, began] = [peer.packets.length, performance.now()]
    await peer.receives(3)
    // One in 400 ms, where there would be twenty.
    expect((performance.now() - began) / (peer.packets.length - from)).toBeGreaterThan(100)
    await engine.media.play('dtx', 'tone', { kind: 'tone', hz: [440], durationMs: 5000 }, {})
    await peer.hears([440])
  })
})

describe('browsers', () => {
  it('are answered by Opus, and hear each other as they speak it', async () => {
    const [one, other] = [engine.browser({ codec: 'opus' }), engine.browser({ codec: 'opus' })]
    const answer = await engine.media.answer('web-one', await one.offer())
    expect(answer).toContain('opus/48000/2')
    one.accept(answer)
    const offer = await engine.media.offer('web-other', 'webrtc', { beside: 'web-one' })
    expect(/^m=audio \d+ \S+ (.*)$/m.exec(offer)?.[1]).toBe('111 0 8 101 110')
    await engine.media.accept('web-other', await other.answer(offer))
    await Promise.all([one.opened(), other.opened()])
    await engine.media.openRoom('web-room', {})
    for (const leg of ['web-one', 'web-other']) await engine.media.join('web-room', leg, 'party')
    one.sayWide(440, 1000)
    other.say(620)
    await Promise.all([other.hears([440]), other.hearsHigh(1000), one.hears([620])])
  })

  it('are offered and answered by what a telephone speaks that they are to talk with', async () => {
    await engine.call('phone', { codec: 'PCMA' })
    const offer = await engine.media.offer('web-called', 'webrtc', { beside: 'phone' })
    expect(/^m=audio \d+ \S+ (.*)$/m.exec(offer)?.[1]).toBe('8 111 0 101 110')
    const browser = engine.browser({ codec: 'PCMA' })
    const both = (await browser.offer())
      .replace(/SAVPF (.*)/, 'SAVPF 111 $1')
      .replace('a=rtpmap:63', 'a=rtpmap:111 opus/48000/2\r\na=rtpmap:63')
    const answer = await engine.media.answer('web-calling', both, { beside: 'phone' })
    expect(/^m=audio \d+ \S+ (.*)$/m.exec(answer)?.[1]).toBe('8 126')
  })
})
