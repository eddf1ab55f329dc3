import { afterEach, expect, it } from 'vitest'
import type { RtpPeer } from './rtp-peer.ts'
import { openRtpPeer } from './rtp-peer.ts'

const peers: RtpPeer[] = []

async function twoPeers() {
  const [one, other] = await Promise.all([openRtpPeer(), openRtpPeer({ codec: 'PCMU' })])
  peers.push(one, other)
  one.connect(other.describe())
  other.connect(one.describe())
  return { one, other }
}

afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()))
})

it('hears the tone the other peer says, and no other', async () => {
  const { one, other } = await twoPeers()
  one.say([440, 800])
  await other.hears([440, 800], [620])
  one.say()
  await other.hearsSilence()
  expect(other.latestAudio().length).toBe(1600)
})

it('counts a key once though its packets are many or some are lost', async () => {
  const { one, other } = await twoPeers()
  one.press('1')
  one.press('1', [0, 1, 2, 3])
  one.press('#', [4, 5, 6])
  await other.receivesKeys('11#')
  expect(other.keys).toEqual(['1', '1', '#'])
})
