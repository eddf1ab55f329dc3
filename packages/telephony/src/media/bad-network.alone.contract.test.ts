import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toneShare } from '../testing/audio.ts'
import type { RtpPeer } from '../testing/rtp-peer.ts'
import type { TestEngine } from '../testing/test-engine.ts'
import { openTestEngine } from '../testing/test-engine.ts'

let engine: TestEngine
let rooms = 0

beforeAll(async () => {
  engine = await openTestEngine()
})

afterAll(async () => {
  await engine.close()
})

/** Parties in one room, of which the first says a tone. */
async function inRoom(count: number, change: (offer: string) => string = (offer) => offer) {
  const room = `room-${++rooms}`
  await engine.media.openRoom(room, {})
  const peers: RtpPeer[] = []
  for (let place = 0; place < count; place++) {
    const peer = await engine.peer()
    const leg = `${room}-${place}`
    peer.connect(await engine.media.answer(leg, change(peer.describe())))
    await engine.media.join(room, leg, 'party')
    peers.push(peer)
  }
  const [speaker, listener] = peers
  if (!speaker || !listener) throw new Error('A room has two parties at least')
  speaker.say(440)
  await listener.hears([440])
  return { speaker, listener, leg: `${room}-0` }
}

describe('a tone through a room of three', () => {
  it('keeps its power when a fifth of it is lost on the way', async () => {
    const { speaker, listener } = await inRoom(3)
    speaker.lose((frame) => frame % 5 === 3)
    await listener.receives(20)
    await listener.receives(100)
    // Left out, the lost fifth would take the share of every two seconds down to 0.8; slips of a busy machine pass.
    const isWhole = () => toneShare(listener.latestAudio(16_000), 440) > 0.95
    expect(await listener.until('hears the tone whole', isWhole)).toBe(true)
  })

  it('is whole when the party changes its codec without a word', async () => {
    const both = (offer: string) => offer.replace('RTP/AVP 0', 'RTP/AVP 0 8')
    const { speaker, listener } = await inRoom(3, both)
    speaker.codec = 'PCMA'
    await listener.receives(50)
    expect(toneShare(listener.latestAudio(8000), 440)).toBeGreaterThan(0.99)
  })
})

describe('a tone through a bridge of two', () => {
  it('is whole when the party changes its codec by a new offer', async () => {
    const { speaker, listener, leg } = await inRoom(2)
    speaker.codec = 'PCMA'
    await engine.media.reanswer(leg, speaker.describe())
    await listener.receives(60)
    expect(toneShare(listener.latestAudio(8000), 440)).toBeGreaterThan(0.99)
    expect(listener.packets.at(-1)?.payloadType).toBe(0)
    await speaker.receives(10)
    expect(speaker.packets.at(-1)?.payloadType).toBe(8)
  })
})
