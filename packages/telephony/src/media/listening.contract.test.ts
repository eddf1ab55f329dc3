import { afterEach, expect, it } from 'vitest'
import { decodeG711, tone, toneLevel } from '../testing/audio.ts'
import type { TestEngine } from '../testing/test-engine.ts'
import { openTestEngine } from '../testing/test-engine.ts'

let engine: TestEngine

afterEach(async () => {
  await engine.close()
})

const bounds = { firstWordMs: 5000, silenceEndMs: 400, maxMs: 5000 }

/** What was heard by somebody who listened, as one sound. */
function heardBy(listening: string): Int16Array {
  const pieces = engine
    .told('listening.heard')
    .filter((event) => event.listening === listening)
    .map(({ muLaw }) => muLaw)
  return decodeG711(Buffer.concat(pieces), 'PCMU')
}

it('hears each party alone, whatever law it speaks and in whichever process it is', async () => {
  engine = await openTestEngine({ workers: 2 })
  const [one, other] = [await engine.call('one'), await engine.call('other', { codec: 'PCMA' })]
  await engine.media.openRoom('room', {})
  await engine.media.join('room', 'one', 'caller')
  await engine.media.join('room', 'other', 'agent')
  await engine.media.listen('one', 'a', bounds)
  await engine.media.listen('other', 'b', bounds)
  one.sayOnce(tone(500, 600))
  other.sayOnce(tone(900, 600))
  await engine.tells('listening.over', { leg: 'one' })
  await engine.tells('listening.over', { leg: 'other' })
  for (const [listening, hz, not] of [
    ['a', 500, 900],
    ['b', 900, 500],
  ] as const) {
    const sound = heardBy(listening)
    const from = sound.findIndex((sample) => Math.abs(sample) > 2000)
    const word = sound.subarray(from, from + 4000)
    expect(toneLevel(word, hz)).toBeGreaterThan(5000)
    expect(toneLevel(sound, not)).toBeLessThan(200)
  }
  await one.hearsSilence()
})

it('finds out for no more legs at once than the clock has time for', async () => {
  engine = await openTestEngine()
  const legs = Array.from({ length: 151 }, (_, n) => `leg ${n}`)
  const offers = legs.map((leg) => engine.media.offer(leg, 'rtp'))
  await Promise.all(offers)
  const asked = legs.map((leg) => engine.media.detectMachine(leg, { maxMs: 3000 }))
  const outcomes = await Promise.allSettled(asked)
  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([
    { status: 'rejected', reason: expect.objectContaining({ kind: 'unavailable' }) },
  ])
  // Those who waited for long enough leave their place.
  await expect
    .poll(() =>
      engine.media.detectMachine('leg 150', {}).then(
        () => 'taken',
        () => 'refused',
      ),
    )
    .toBe('taken')
})

it('hears nothing more once it is stopped, and forgets who is gone', async () => {
  engine = await openTestEngine()
  const peer = await engine.call('one')
  await engine.media.listen('one', 'a', bounds)
  peer.say(500)
  await engine.tells('listening.heard', { leg: 'one', count: 3 })
  await engine.media.stopListening('a')
  const heard = engine.told('listening.heard').length
  await engine.media.listen('one', 'b', { ...bounds, maxMs: 500 })
  await engine.tells('listening.over', { leg: 'one' })
  expect(
    engine
      .told('listening.heard')
      .slice(heard)
      .every(({ listening }) => listening === 'b'),
  ).toBe(true)
  await engine.media.listen('one', 'c', bounds)
  await engine.media.detectMachine('one', {})
  await engine.media.closeLeg('one')
  const left = engine.told('listening.heard').length
  const second = await engine.call('two')
  second.say(500)
  await engine.media.listen('two', 'd', { ...bounds, maxMs: 300 })
  await engine.tells('listening.over', { leg: 'two' })
  expect(engine.told('listening.heard', 'one').length).toBeLessThanOrEqual(left)
  expect(engine.told('leg.machine', 'one')).toEqual([])
  await expect(engine.media.listen('one', 'e', bounds)).rejects.toMatchObject({ kind: 'gone' })
})
