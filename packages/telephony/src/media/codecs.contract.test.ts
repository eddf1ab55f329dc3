import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestEngine } from '../testing/test-engine.ts'
import { openTestEngine } from '../testing/test-engine.ts'

let engine: TestEngine

beforeAll(async () => {
  engine = await openTestEngine()
})

afterAll(async () => {
  await engine.close()
})

const offered = (description: string) => /^m=audio \d+ \S+ (.*)$/m.exec(description)?.[1]
const both = (description: string) => description.replace(/RTP\/AVP (0|8)/, 'RTP/AVP 8 0')

async function join(room: string, ...legs: string[]): Promise<void> {
  await engine.media.openRoom(room, {})
  for (const leg of legs) await engine.media.join(room, leg, 'party')
}

describe('the codec of a leg', () => {
  it('is the one we like best of those offered, and stays through a hold', async () => {
    const peer = await engine.peer()
    expect(offered(await engine.media.answer('best', both(peer.describe())))).toBe('0 101')
    const late = await openTestEngine({ codecs: ['PCMA', 'PCMU'] })
    try {
      expect(offered(await late.media.answer('best', both(peer.describe())))).toBe('8 101')
      expect(offered(await late.media.offer('out', 'rtp'))).toBe('8 0 101')
      const only = (await engine.peer({ codec: 'PCMU' })).describe()
      expect(offered(await late.media.answer('kept', only))).toBe('0 101')
      expect(offered((await late.media.reanswer('kept', both(only))).answer)).toBe('0 101')
    } finally {
      await late.close()
    }
  })

  it('is offered in the order that is asked for', async () => {
    const offer = await engine.media.offer('asked', 'rtp', { codecs: ['PCMA'] })
    expect(offered(offer)).toBe('8 101')
  })

  it('is the one of the leg it is to talk with, so that every byte passes as it came', async () => {
    const caller = await engine.call('caller', { codec: 'PCMA' })
    const callee = await engine.peer({ codec: 'PCMA' })
    const offer = await engine.media.offer('callee', 'rtp', { beside: 'caller' })
    expect(offered(offer)).toBe('8 0 101')
    callee.connect(offer)
    await engine.media.accept('callee', callee.describe())
    await join('room', 'caller', 'callee')
    caller.say(440)
    await callee.hears([440])
    caller.mute()
    const payload = Uint8Array.from({ length: 240 }, (_, index) => index)
    caller.send({ payloadType: 8, payload, sequence: 1, timestamp: 0, ssrc: 99 })
    const isIt = ({ payload: heard }: { payload: Uint8Array }) => heard.length === 240
    await callee.until('has the packet', () => callee.packets.some(isIt))
    expect(callee.packets.find(isIt)).toMatchObject({ payloadType: 8, payload })
  })

  it('may be A-law in a browser too', async () => {
    const caller = await engine.call('telephone', { codec: 'PCMA' })
    const browser = engine.browser({ codec: 'PCMA' })
    const offer = await engine.media.offer('browser', 'webrtc', { beside: 'telephone' })
    await engine.media.accept('browser', await browser.answer(offer))
    await Promise.all([engine.tells('leg.up', { leg: 'browser' }), browser.opened()])
    await join('web', 'telephone', 'browser')
    caller.say(440)
    browser.say(620)
    expect(await Promise.all([browser.hears([440]), caller.hears([620])])).toEqual([true, true])
    expect(browser.packets.at(-1)?.payloadType).toBe(8)
  })
})
