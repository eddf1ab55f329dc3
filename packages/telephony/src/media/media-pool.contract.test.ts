import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownPorts } from '../testing/own-ports.ts'
import type { TestEngine } from '../testing/test-engine.ts'
import { openTestEngine } from '../testing/test-engine.ts'

let engine: TestEngine

beforeEach(async () => {
  engine = await openTestEngine({ workers: 2 })
})

afterEach(async () => {
  await engine.close()
})

/** A party that calls and says a tone. Callers go to one process and the other in turn. */
async function caller(leg: string, hz: number) {
  const peer = await engine.call(leg)
  peer.say(hz)
  return peer
}

/** A party that we call, beside another. */
async function beside(leg: string, neighbour: string, hz: number) {
  const peer = await engine.peer()
  peer.connect(await engine.media.offer(leg, 'rtp', { beside: neighbour }))
  await engine.media.accept(leg, peer.describe())
  peer.say(hz)
  return peer
}

describe('two media processes', () => {
  it('carry a room of legs from both, with its matrix, keys and all', async () => {
    const [one, other, third] = [
      await caller('one', 440),
      await caller('other', 620),
      await caller('third', 800),
    ]
    await engine.media.openRoom('room', { agent: ['caller'] })
    await engine.media.join('room', 'one', 'caller')
    await engine.media.join('room', 'other', 'agent')
    await engine.media.join('room', 'third', 'supervisor')
    await one.hears([620, 800], [440])
    await other.hears([440], [620, 800])
    await third.hears([440, 620], [800])
    other.press('7')
    expect(await engine.tells('leg.dtmf', { leg: 'other' })).toMatchObject({ key: '7' })
    await one.receivesKeys('7')
    await engine.media.setHears('room', { agent: [] })
    await other.hearsSilence()
    await engine.media.setHears('room', {})
    await other.hears([440, 800], [620])
    await engine.media.leave('other')
    await Promise.all([one.hears([800], [620]), other.hearsSilence()])
    await engine.media.join('room', 'other', 'agent')
    await Promise.all([one.hears([620, 800]), other.hears([440, 800])])
    await engine.media.closeRoom('room')
    expect(await Promise.all([one, other, third].map((peer) => peer.hearsSilence()))).toEqual([
      true,
      true,
      true,
    ])
    expect(engine.told('leg.dtmf').map(({ leg }) => leg)).toEqual(['other'])
  })

  it('lose only the calls of the one that dies', async () => {
    const one = await caller('one', 440)
    const lasting = await caller('other', 620)
    const callee = await beside('callee', 'other', 800)
    await engine.media.openRoom('room', {})
    await engine.media.join('room', 'other', 'caller')
    await engine.media.join('room', 'callee', 'agent')
    await lasting.hears([800])
    process.kill(engine.processes[0]!, 'SIGKILL')
    const { legs } = await engine.tells('engine.lost')
    const isFirst = legs.includes('one')
    expect(legs).toEqual(isFirst ? ['one'] : ['other', 'callee'])
    // Which of the two processes carried which is not told; those of the other go on.
    const heard = isFirst ? [lasting.hears([800]), callee.hears([620])] : [one.hearsSilence()]
    expect((await Promise.all(heard)).every(Boolean)).toBe(true)
    await engine.serves(3)
    const next = await caller('next', 900)
    expect(await next.hearsSilence()).toBe(true)
  })

  it('put a leg beside the one it is to talk with, and spread the others', async () => {
    for (const leg of ['a', 'b', 'c', 'd']) await caller(leg, 440)
    for (const leg of ['a', 'b']) await beside(`${leg} too`, leg, 620)
    // One reading of each process, once they have come in turn: on a busy machine one may be heard of twice.
    const latest = () =>
      engine
        .told('legs.measured')
        .slice(-2)
        .map(({ legs }) => legs.map(({ leg }) => leg).toSorted())
        .toSorted()
    await expect.poll(latest).toEqual([
      ['a', 'a too', 'c'],
      ['b', 'b too', 'd'],
    ])
  })

  it('let a leg go on under the name of one that is elsewhere', async () => {
    const calls = ['call', 'fork'].map(async (leg) => ({
      peer: await engine.peer(),
      offer: await engine.media.offer(leg, 'rtp'),
    }))
    const [, fork] = await Promise.all(calls)
    if (!fork) throw new Error('No fork')
    fork.peer.connect(fork.offer)
    await engine.media.takeOver('call', 'fork')
    await engine.media.accept('call', fork.peer.describe())
    await engine.tells('leg.up', { leg: 'call' })
    await engine.media.play('call', 'tone', { kind: 'tone', hz: [440], durationMs: 2000 }, {})
    await fork.peer.hears([440])
    fork.peer.press('5')
    await engine.tells('leg.dtmf', { leg: 'call' })
    await expect(engine.media.stop('fork')).rejects.toMatchObject({ kind: 'gone' })
    await engine.media.closeLeg('call')
    await expect(engine.media.stop('call')).rejects.toMatchObject({ kind: 'gone' })
  })

  it('have ports of their own', async () => {
    const { from, to } = ownPorts()
    const small = await openTestEngine({ workers: 2, rtpPorts: { from, to } })
    try {
      const peers = [await small.call('a'), await small.call('b')]
      const used = peers.map(({ remote }) => (remote?.port ?? 0) - from)
      expect(
        used.toSorted((one, other) => one - other).map((port) => Math.floor(port / 100)),
      ).toEqual([0, 1])
    } finally {
      await small.close()
    }
  })
})
