import { expect, it } from 'vitest'
import type { ListenOptions } from '../listening.ts'
import { tone } from '../testing/audio.ts'
import { inTurn } from '../testing/spoken.ts'
import { toneWords } from '../testing/tone-transcriber.ts'
import type { Setup } from './setup.ts'

const english = { language: 'en-US' }
const word = (hz: number) => tone(hz, 400)

export function describeListening(setup: Setup): void {
  /** Somebody who is listened to, and says these words once. */
  async function saying(words: readonly (keyof typeof toneWords)[], options: ListenOptions) {
    const connection = await setup.connected()
    const listening = await setup.port.listen(connection.leg, options)
    const { rtp } = connection.call
    rtp.sayOnce(inTurn(...words.flatMap((one) => [word(toneWords[one]), 300])))
    return { ...connection, listening }
  }

  it('turns what a party says into text, and ends when it says no more', async () => {
    const { leg, listening } = await saying(['red', 'blue'], english)
    const told = { leg, listening }
    expect(await setup.witness.next('speech.started')).toEqual({ kind: 'speech.started', ...told })
    expect(await setup.witness.next('speech.final')).toEqual({
      kind: 'speech.final',
      ...told,
      text: 'red blue',
      confidence: 0.9,
      language: 'en-US',
    })
    const ended = { kind: 'listening.ended', ...told, reason: 'silence' }
    expect(await setup.witness.next('listening.ended')).toEqual(ended)
  })

  it('tells what was understood so far, while the party still speaks', async () => {
    await saying(['red', 'green', 'blue'], english)
    const partials: string[] = []
    for (let n = 0; n < 3; n++) partials.push((await setup.witness.next('speech.partial')).text)
    expect(partials).toEqual(['red', 'red green', 'red green blue'])
    expect(setup.witness.kinds()).not.toContain('speech.final')
  })

  it('hands the language and the hints on', async () => {
    const { leg } = await setup.connected()
    await setup.port.listen(leg, { language: 'de', hints: ['rot', 'grün'] })
    expect(setup.transcriber.requests).toEqual([
      expect.objectContaining({ language: 'de', hints: ['rot', 'grün'] }),
    ])
  })

  it('hears a party over what is played to it, which goes on', async () => {
    const { call, leg } = await setup.connected()
    await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 10_000 })
    await setup.port.listen(leg, english)
    call.rtp.sayOnce(word(toneWords.green))
    expect(await setup.witness.next('speech.final')).toMatchObject({ text: 'green' })
    await call.rtp.hears([500])
  })

  it('hears a party alone in a room, and leaves what the others hear', async () => {
    const [caller, agent] = [await setup.connected(), await setup.connected()]
    agent.call.rtp.say(toneWords.red)
    const room = await setup.port.openRoom()
    await setup.port.join(room, caller.leg, 'caller')
    await setup.port.join(room, agent.leg, 'agent')
    await caller.call.rtp.hears([toneWords.red])
    await setup.port.listen(caller.leg, { ...english, silenceEndMs: 3000 })
    caller.call.rtp.say(toneWords.blue)
    await agent.call.rtp.hears([toneWords.blue])
    caller.call.rtp.say()
    expect(await setup.witness.next('speech.final')).toMatchObject({ text: 'blue' })
  })

  it('gives up where nothing is said', async () => {
    const { leg } = await setup.connected()
    await setup.port.listen(leg, { ...english, firstWordMs: 300 })
    expect(await setup.witness.next('listening.ended')).toMatchObject({ reason: 'no-speech' })
    expect(setup.witness.kinds()).not.toContain('speech.final')
    expect(setup.witness.kinds()).not.toContain('speech.started')
    expect(setup.transcriber.cancelled).toBe(1)
  })

  it('ends at its greatest length, with what was said by then', async () => {
    const { call, leg } = await setup.connected()
    call.rtp.say(toneWords.red)
    await setup.port.listen(leg, { ...english, maxMs: 600 })
    expect(await setup.witness.next('speech.final')).toMatchObject({ text: 'red' })
    expect(await setup.witness.next('listening.ended')).toMatchObject({ reason: 'max-length' })
  })

  it('ends when it is stopped, without a word more, and can be stopped again', async () => {
    const { listening } = await saying(['red'], english)
    await setup.witness.next('speech.partial')
    await setup.port.stopListening(listening)
    expect(await setup.witness.next('listening.ended')).toMatchObject({ reason: 'stopped' })
    await setup.port.stopListening(listening)
    expect(setup.witness.kinds().filter((kind) => kind === 'listening.ended')).toHaveLength(1)
    expect(setup.witness.kinds()).not.toContain('speech.final')
  })

  it('ends with its leg, before that', async () => {
    const { call } = await saying(['red'], english)
    await setup.witness.next('speech.partial')
    call.hangup()
    expect(await setup.witness.next('listening.ended')).toMatchObject({ reason: 'leg-ended' })
    await setup.witness.next('leg.ended')
    const kinds = setup.witness.kinds()
    expect(kinds.indexOf('listening.ended')).toBeLessThan(kinds.indexOf('leg.ended'))
  })

  it.each(['fails', 'stalls', 'breaks'] as const)(
    'ends as failed when the recogniser %s, and the call goes on',
    async (behaviour) => {
      setup.transcriber.behaviour = behaviour
      const { call, leg } = await saying(['red'], english)
      expect(await setup.witness.next('listening.ended')).toMatchObject({ reason: 'failed' })
      expect(setup.witness.kinds()).not.toContain('speech.final')
      await setup.port.play(leg, { kind: 'tone', hz: [900], durationMs: 1000 })
      await call.rtp.hears([900])
    },
  )

  it('keeps the clock of the sound whatever the recogniser does', async () => {
    setup.transcriber.behaviour = 'stalls'
    const { call, leg } = await saying(['red', 'green'], english)
    await setup.port.play(leg, { kind: 'tone', hz: [900], durationMs: 5000 })
    await call.rtp.hears([900])
    const packets = await call.rtp.receives(50)
    const steps = packets.slice(1).map(({ timestamp }, n) => timestamp - packets[n]!.timestamp)
    expect(new Set(steps)).toEqual(new Set([160]))
  })

  it('is refused where there is no such language, length or leg', async () => {
    const { call, leg } = await setup.connected()
    await expect(setup.port.listen(leg, { language: 'tlh' })).rejects.toThrow(TypeError)
    await expect(setup.port.listen(leg, { ...english, maxMs: 0 })).rejects.toThrow(TypeError)
    call.hangup()
    await setup.witness.next('leg.ended')
    await expect(setup.port.listen(leg, english)).rejects.toMatchObject({ kind: 'gone' })
    const { leg: calling } = await setup.calling()
    const early = setup.port.listen(calling, english)
    await expect(early).rejects.toMatchObject({ kind: 'wrong-state' })
  })
}

/** Of a driver that has nothing to turn speech into text. */
export function describeDeafness(setup: Setup): void {
  it('is refused at once where nothing turns speech into text, and who answered is known all the same', async () => {
    const { leg } = await setup.connected()
    await expect(setup.port.listen(leg, english)).rejects.toMatchObject({ kind: 'unavailable' })
    await setup.port.detectMachine(leg, { silenceMs: 200 })
    expect(await setup.witness.next('leg.machine')).toMatchObject({ verdict: 'unsure' })
  })
}
