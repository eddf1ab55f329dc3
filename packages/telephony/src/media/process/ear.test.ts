import { describe, expect, it } from 'vitest'
import { tone } from '../../testing/audio.ts'
import { Ear } from './ear.ts'

const bounds = { firstWordMs: 1000, silenceEndMs: 400, maxMs: 3000 }
const voice = tone(300, 20, 5000)
const quiet = undefined

/** What is heard of these stretches, each a frame and for how many ms; `atMs` is when it ended. */
function hear(...stretches: readonly (readonly [Int16Array | undefined, ms: number])[]) {
  const pieces: number[] = []
  let speechAtMs: number | undefined
  const ear = new Ear(bounds, {
    onHeard: (muLaw) => pieces.push(muLaw.length),
    onSpeech: () => (speechAtMs = atMs),
  })
  let atMs = 0
  for (const [frame, ms] of stretches) {
    for (let left = ms; left > 0; left -= 20) {
      atMs += 20
      const reason = ear.take(frame)
      if (reason !== undefined) return { reason, atMs, pieces, speechAtMs }
    }
  }
  return { reason: undefined, atMs, pieces, speechAtMs }
}

describe('an ear', () => {
  it('listens until nothing was said for a while after something was', () => {
    expect(hear([quiet, 200], [voice, 500], [quiet, 1000])).toMatchObject({
      reason: 'silence',
      atMs: 1100,
      speechAtMs: 260,
    })
  })

  it('bears pauses that are shorter', () => {
    const sound = [[voice, 300] as const, [quiet, 300] as const]
    expect(hear(...sound, ...sound, ...sound)).toMatchObject({ reason: undefined })
  })

  it('gives up where nothing is said, and takes a crack for nothing', () => {
    expect(hear([quiet, 2000])).toMatchObject({ reason: 'no-speech', atMs: 1000 })
    expect(hear([quiet, 200], [voice, 40], [quiet, 2000])).toMatchObject({ reason: 'no-speech' })
  })

  it('ends at its greatest length, counted from the first word, whatever is said', () => {
    expect(hear([quiet, 500], [voice, 4000])).toMatchObject({ reason: 'max-length', atMs: 3560 })
  })

  it('hands on all it was given, by the tenth of a second, and the rest at its end', () => {
    const { pieces, atMs } = hear([quiet, 200], [voice, 460], [quiet, 1000])
    expect(pieces.slice(0, -1).every((bytes) => bytes === 800)).toBe(true)
    expect(pieces.reduce((sum, bytes) => sum + bytes, 0)).toBe(atMs * 8)
  })
})
