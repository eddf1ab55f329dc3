import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toneLevel } from '../testing/audio.ts'
import type { TestEngine } from '../testing/test-engine.ts'
import { openTestEngine } from '../testing/test-engine.ts'

let engine: TestEngine

beforeAll(async () => {
  engine = await openTestEngine()
})

afterAll(async () => {
  await engine.close()
})

const longTone = { kind: 'tone', hz: [440], durationMs: 60_000 } as const
const keyOf = (description: string) => /inline:(\S+)/.exec(description)?.[1]

describe('a leg over SRTP', () => {
  it('hears and is heard when it calls, and keeps its key through a hold', async () => {
    const peer = await engine.peer({ srtp: true })
    const answer = await engine.media.answer('in', peer.describe())
    expect(answer).toMatch(/^m=audio \d+ RTP\/SAVP /m)
    expect(keyOf(answer)).not.toBe(keyOf(peer.describe()))
    peer.connect(answer)
    await engine.media.play('in', 'p', longTone, {})
    await peer.hears([440])
    peer.press('5')
    expect(await engine.tells('leg.dtmf', { leg: 'in' })).toMatchObject({ key: '5' })
    const held = await engine.media.reanswer('in', peer.describe({ direction: 'sendonly' }))
    expect(keyOf(held.answer)).toBe(keyOf(answer))
    await engine.media.reanswer('in', peer.describe())
    await peer.receives(10)
    await peer.hears([440])
  })

  it('hears and is heard when we call', async () => {
    const peer = await engine.peer({ srtp: true })
    peer.connect(await engine.media.offer('out', 'srtp'))
    await engine.media.accept('out', peer.describe())
    await engine.media.play('out', 'p', longTone, {})
    expect(await peer.hears([440])).toBe(true)
    peer.press('9')
    expect(await engine.tells('leg.dtmf', { leg: 'out' })).toMatchObject({ key: '9' })
  })

  it('takes nothing that is not protected, and gives nothing in the clear', async () => {
    const [peer, eavesdropper] = [await engine.peer({ srtp: true }), await engine.peer()]
    // A telephone that knows no keys, at the very address the call is made for.
    const offer = peer.describe({ port: eavesdropper.port })
    eavesdropper.connect(await engine.media.answer('open', offer))
    eavesdropper.press('1')
    await engine.media.play('open', 'p', longTone, {})
    await eavesdropper.receives(100)
    const heard = eavesdropper.latestAudio(16_000)
    expect(heard).toHaveLength(16_000)
    for (let at = 0; at < heard.length; at += 1600) {
      expect(toneLevel(heard.subarray(at, at + 1600), 440)).toBeLessThan(2000)
    }
    expect(engine.told('leg.dtmf', 'open')).toEqual([])
  })

  it.each([
    ['answered in the clear', 'srtp', false],
    ['answered with keys when none were offered', 'rtp', true],
  ] as const)('is not acceptable %s', async (leg, kind, srtp) => {
    const peer = await engine.peer({ srtp })
    await engine.media.offer(leg, kind)
    await expect(engine.media.accept(leg, peer.describe())).rejects.toMatchObject({
      kind: 'not-acceptable',
    })
  })
})
