import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sequenceAhead, timestampAhead } from '../rtp/packet.ts'
import { tone, toneLevel, wavFile } from '../testing/audio.ts'
import type { RtpPeer } from '../testing/rtp-peer.ts'
import type { TestEngine } from '../testing/test-engine.ts'
import { ownPorts } from '../testing/own-ports.ts'
import { openTestEngine } from '../testing/test-engine.ts'

let engine: TestEngine
let folder: string
let call = 0
let leg: string
let peer: RtpPeer

beforeAll(async () => {
  engine = await openTestEngine()
  folder = await mkdtemp(join(tmpdir(), 'iris-media-'))
})

afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true })
})

beforeEach(async () => {
  leg = `leg-${++call}`
  peer = await engine.call(leg)
})

afterEach(async () => {
  await engine.media.closeLeg(leg)
})

async function file(name: string, samples: Int16Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, wavFile(samples, 'pcm16'))
  return path
}

const longTone = (hz: number) => ({ kind: 'tone', hz: [hz], durationMs: 60_000 }) as const

describe('a leg over plain RTP', () => {
  it('is up once answered, and is sent silence in one steady stream', async () => {
    await engine.tells('leg.up', { leg })
    await peer.hearsSilence()
    const packets = await peer.receives(20)
    const steps = packets.slice(1).map((packet, index) => ({
      sequence: sequenceAhead(packet.sequence, packets[index]!.sequence),
      timestamp: timestampAhead(packet.timestamp, packets[index]!.timestamp),
    }))
    expect(steps).toEqual(steps.map(() => ({ sequence: 1, timestamp: 160 })))
    expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1)
  })

  it('plays a file to its end', async () => {
    const path = await file('short.wav', tone(440, 600))
    await engine.media.play(leg, 'p', { kind: 'file', path }, {})
    await peer.hears([440])
    expect(await engine.tells('playback.ended', { leg })).toEqual({
      kind: 'playback.ended',
      leg,
      playback: 'p',
      reason: 'finished',
    })
    await peer.hearsSilence()
  })

  it('loops without a gap', async () => {
    // Whole periods, so that a seam without a gap leaves the tone as it was.
    const path = await file('loop.wav', tone(400, 100))
    await engine.media.play(leg, 'p', { kind: 'file', path }, { loop: true })
    await peer.hears([400])
    for (let count = 0; count < 10; count++) {
      await peer.receives(5)
      await peer.hears([400], [390, 410, 800])
    }
    expect(engine.told('playback.ended', leg)).toEqual([])
  })

  it('begins at an offset', async () => {
    const path = await file('two.wav', Int16Array.of(...tone(440, 300), ...tone(800, 1000)))
    await engine.media.play(leg, 'p', { kind: 'file', path }, { offsetMs: 300 })
    await peer.hears([800])
    expect(toneLevel(peer.latestAudio(8000), 440)).toBeLessThan(50)
  })

  it('stops, and says so', async () => {
    await engine.media.play(leg, 'p', longTone(440), {})
    await peer.hears([440])
    await engine.media.stop(leg)
    await peer.hearsSilence()
    expect(await engine.tells('playback.ended', { leg })).toMatchObject({ reason: 'stopped' })
    await engine.media.stop(leg)
    expect(engine.told('playback.ended', leg)).toHaveLength(1)
  })

  it('replaces what is played, and says so of the first', async () => {
    await engine.media.play(leg, 'first', longTone(440), {})
    await peer.hears([440])
    await engine.media.play(leg, 'second', longTone(800), {})
    await peer.hears([800], [440])
    expect(engine.told('playback.ended', leg)).toMatchObject([
      { playback: 'first', reason: 'replaced' },
    ])
  })

  it('plays a sequence of tones, silence and files', async () => {
    const path = await file('part.wav', tone(800, 400))
    const sources = [
      { kind: 'tone', hz: [440], durationMs: 400 },
      { kind: 'silence', durationMs: 300 },
      { kind: 'file', path },
    ] as const
    await engine.media.play(leg, 'p', { kind: 'sequence', sources }, {})
    await peer.hears([440])
    await peer.hearsSilence()
    await peer.hears([800])
    expect(await engine.tells('playback.ended', { leg })).toMatchObject({ reason: 'finished' })
  })

  it('rejects a source that cannot be played, and goes on with the one before', async () => {
    await engine.media.play(leg, 'p', longTone(440), {})
    const missing = { kind: 'file', path: join(folder, 'missing.wav') } as const
    await expect(engine.media.play(leg, 'q', missing, {})).rejects.toMatchObject({
      kind: 'bad-source',
    })
    await peer.hears([440])
    expect(engine.told('playback.ended', leg)).toEqual([])
  })

  it('ends what is played when it is closed, and sends no more', async () => {
    await engine.media.play(leg, 'p', longTone(440), {})
    await peer.hears([440])
    await engine.media.closeLeg(leg)
    expect(await engine.tells('playback.ended', { leg })).toMatchObject({ reason: 'leg-ended' })
    await engine.media.closeLeg(leg)
    await expect(engine.media.stop(leg)).rejects.toMatchObject({ kind: 'gone' })
    await expect(engine.media.play(leg, 'q', longTone(1), {})).rejects.toMatchObject({
      kind: 'gone',
    })
  })

  it('keeps one stream with numbers that only go up, whatever it hears', async () => {
    await engine.media.play(leg, 'p', longTone(440), {})
    await peer.hears([440])
    await engine.media.sendDtmf(leg, '5')
    await engine.media.stop(leg)
    await peer.receivesKeys('5')
    await peer.hearsSilence()
    const audio = peer.packets.filter(({ payloadType }) => payloadType === 0)
    const steps = audio.slice(1).map((packet, index) => ({
      sequence: sequenceAhead(packet.sequence, audio[index]!.sequence),
      timestamp: timestampAhead(packet.timestamp, audio[index]!.timestamp),
    }))
    expect(Math.min(...steps.map(({ sequence }) => sequence))).toBe(1)
    expect(Math.min(...steps.map(({ timestamp }) => timestamp))).toBe(160)
    expect(new Set(peer.packets.map(({ ssrc }) => ssrc)).size).toBe(1)
  })
})

describe('keys', () => {
  it('are told once each, however their packets come', async () => {
    peer.press('1')
    peer.press('1', [0, 1, 2, 3])
    peer.press('#', [4, 5, 6])
    await engine.tells('leg.dtmf', { leg, count: 3 })
    peer.press('*')
    await engine.tells('leg.dtmf', { leg, count: 4 })
    expect(engine.told('leg.dtmf', leg).map(({ key }) => key)).toEqual(['1', '1', '#', '*'])
  })

  it('are sent as events with right durations, marker and three ends', async () => {
    expect(await engine.media.sendDtmf(leg, '7')).toBe(true)
    expect(await engine.media.sendDtmf(leg, 'A')).toBe(true)
    await peer.receivesKeys('7A')
    await peer.hearsSilence()
    const sent = peer.packets.filter(({ payloadType }) => payloadType === 101)
    const first = sent.filter(({ timestamp }) => timestamp === sent[0]!.timestamp)
    const ends = first.filter(({ payload }) => payload[1]! >= 0x80)
    expect(first.map(({ marker }) => marker)).toEqual(first.map((_, index) => index === 0))
    expect(ends).toHaveLength(3)
    expect(ends.map(({ payload }) => payload[2]! * 256 + payload[3]!)).toEqual([800, 800, 800])
    expect(first.map(({ payload }) => payload[0])).toEqual(first.map(() => 7))
  })

  it('are not sent to a peer that takes none', async () => {
    const plain = await engine.call('plain', { telephoneEvent: false })
    expect(await engine.media.sendDtmf('plain', '7')).toBe(false)
    await plain.receives(10)
    expect(plain.packets.every(({ payloadType }) => payloadType === 0)).toBe(true)
    await engine.media.closeLeg('plain')
  })

  it('take the number the peer gave them', async () => {
    const other = await engine.call('other', { telephoneEvent: 97 })
    await engine.media.sendDtmf('other', '3')
    await other.receivesKeys('3')
    other.press('4')
    expect(await engine.tells('leg.dtmf', { leg: 'other' })).toMatchObject({ key: '4' })
    await engine.media.closeLeg('other')
  })
})

describe('descriptions', () => {
  it('speak A-law to a peer that wants it', async () => {
    const other = await engine.call('alaw', { codec: 'PCMA' })
    await engine.media.play('alaw', 'p', longTone(440), {})
    await other.hears([440])
    expect(other.packets.at(-1)).toMatchObject({ payloadType: 8 })
    await engine.media.closeLeg('alaw')
  })

  it('offer, take the answer, and are up only then', async () => {
    const callee = await engine.peer({ codec: 'PCMA' })
    callee.connect(await engine.media.offer('out', 'rtp'))
    expect(engine.told('leg.up', 'out')).toEqual([])
    await engine.media.accept('out', callee.describe())
    await engine.tells('leg.up', { leg: 'out' })
    await engine.media.play('out', 'p', longTone(440), {})
    await callee.hears([440])
    callee.press('9')
    expect(await engine.tells('leg.dtmf', { leg: 'out' })).toMatchObject({ key: '9' })
    await engine.media.accept('out', callee.describe())
    expect(engine.told('leg.up', 'out')).toHaveLength(1)
    await engine.media.closeLeg('out')
  })

  it('hold and resume with a raised version, and send nothing while held', async () => {
    await engine.media.play(leg, 'p', longTone(440), {})
    await peer.hears([440])
    const held = await engine.media.reanswer(leg, peer.describe({ direction: 'sendonly' }))
    expect(held.direction).toBe('sendonly')
    expect(held.answer).toContain('a=recvonly')
    const again = await engine.media.reanswer(leg, peer.describe({ direction: 'sendonly' }))
    expect(again.answer).toBe(held.answer)

    const before = peer.packets.at(-1)!
    const count = peer.packets.length
    const other = await engine.call('meanwhile')
    await other.receives(10)
    expect(peer.packets.length - count).toBeLessThanOrEqual(1)

    const resumed = await engine.media.reanswer(leg, peer.describe())
    expect(resumed.direction).toBe('sendrecv')
    const version = (text: string) => Number(/^o=\S+ \S+ (\d+)/m.exec(text)?.[1])
    expect(version(resumed.answer)).toBe(version(held.answer) + 1)
    const [first] = await peer.receives(1)
    expect(first!.marker).toBe(true)
    expect(timestampAhead(first!.timestamp, before.timestamp)).toBeGreaterThanOrEqual(10 * 160)
    await peer.hears([440])
    await engine.media.closeLeg('meanwhile')
  })

  it('hold the old way, with an address of zeros', async () => {
    const held = await engine.media.reanswer(leg, peer.describe({ address: '0.0.0.0' }))
    expect(held.direction).toBe('sendonly')
    const count = peer.packets.length
    peer.press('1')
    await engine.tells('leg.dtmf', { leg })
    expect(peer.packets.length - count).toBeLessThanOrEqual(1)
  })

  it.each([
    ['junk', 'hello'],
    ['no common codec', 'v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 18\r\n'],
    ['an address of another family', 'v=0\r\nc=IN IP6 ::1\r\nm=audio 9 RTP/AVP 0\r\n'],
  ])('are not acceptable: %s', async (_, offer) => {
    await expect(engine.media.answer('bad', offer)).rejects.toMatchObject({
      kind: 'not-acceptable',
    })
    await expect(engine.media.reanswer(leg, offer)).rejects.toMatchObject({
      kind: 'not-acceptable',
    })
    await engine.media.play(leg, 'p', longTone(440), {})
    await peer.hears([440])
  })
})

describe('where the peer is', () => {
  it('is learnt from its packets when they come from elsewhere, and then kept', async () => {
    const [hidden, stranger] = [await engine.peer(), await engine.peer()]
    const answer = await engine.media.answer('nat', hidden.describe({ address: '127.0.0.99' }))
    hidden.connect(answer)
    await hidden.hearsSilence()
    stranger.connect(answer)
    stranger.press('1')
    await engine.media.play('nat', 'p', longTone(440), {})
    await hidden.hears([440])
    expect(stranger.packets).toEqual([])
    expect(engine.told('leg.dtmf', 'nat')).toEqual([])
    await engine.media.closeLeg('nat')
  })
})

describe('a party that sends nothing', () => {
  it('is told quiet after a second, and heard when it speaks again', async () => {
    peer.mute()
    await engine.tells('leg.quiet', { leg })
    peer.say(440)
    await engine.tells('leg.heard', { leg })
    expect(engine.told('leg.quiet', leg)).toHaveLength(1)
  })

  it('is not quiet while it holds us', async () => {
    await engine.media.reanswer(leg, peer.describe({ direction: 'inactive' }))
    peer.mute()
    const other = await engine.call('watch')
    other.mute()
    await engine.tells('leg.quiet', { leg: 'watch' })
    expect(engine.told('leg.quiet', leg)).toEqual([])
    await engine.media.closeLeg('watch')
  })
})

describe('ports', () => {
  it('are even, taken from the range, and given back', async () => {
    const port = ownPorts().from
    const small = await openTestEngine({ rtpPorts: { from: port - 1, to: port + 1 } })
    try {
      expect((await small.call('a')).remote).toEqual({ host: '127.0.0.1', port })
      await expect(small.call('b')).rejects.toMatchObject({ kind: 'unavailable' })
      await small.media.closeLeg('a')
      expect((await small.call('c')).remote?.port).toBe(port)
    } finally {
      await small.close()
    }
  })
})
