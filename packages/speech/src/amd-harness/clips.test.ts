import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWav } from '../audio/wav.ts'
import { clipsFolder } from './clips.ts'
import { freshLineConditions, lineConditions } from './line-conditions.ts'
import { detect, settledOf } from './measure.ts'
import { randomOf } from './random.ts'

const clips = readdirSync(clipsFolder).map((file) => {
  const [label, speechMs] = file.split('-')
  return { file, label, speechMs: Number(speechMs) }
})
const soundOf = (file: string) => readWav(readFileSync(join(clipsFolder, file))).samples

describe('answering-machine detection', () => {
  it('has people and machines to tell apart', () => {
    expect(clips.filter(({ label }) => label === 'human')).toHaveLength(8)
    expect(clips.filter(({ label }) => label === 'machine')).toHaveLength(9)
  })

  it.each(clips)(
    'has a verdict within 1.5 s that wrongs nobody: $file',
    ({ file, label, speechMs }) => {
      const [verdict] = detect(soundOf(file))
      expect(verdict).toMatchObject({
        kind: 'verdict',
        answerer: label === 'human' ? 'human' : 'unknown',
      })
      if (verdict?.kind !== 'verdict') throw new Error('no verdict')
      expect(verdict.atMs - speechMs).toBeLessThanOrEqual(1500)
      expect(Math.abs((verdict.speechMs ?? 0) - speechMs)).toBeLessThan(150)
    },
  )

  it.each(clips)('is right in the end: $file', ({ file, label }) => {
    expect(settledOf(detect(soundOf(file)))).toMatchObject({ answerer: label })
  })

  it('hears the beep at the end of a whole greeting, and nothing else for one', () => {
    const whole = clips.find(({ file }) => file.includes('hi-there'))
    const sound = soundOf(whole?.file ?? '')
    const beeps = detect(sound).filter(({ kind }) => kind === 'beep')
    expect(beeps).toHaveLength(1)
    // A second of silence follows it.
    expect(Math.abs((beeps[0]?.atMs ?? 0) - (sound.length / 8 - 1000))).toBeLessThan(150)
  })
})

describe('line conditions', () => {
  it.each([...lineConditions, ...freshLineConditions])(
    'are the same every time, and leave the speech: $name',
    ({ apply }) => {
      const speech = soundOf(clips[0]?.file ?? '')
      const babble = soundOf(clips.at(-1)?.file ?? '')
      const [one, two] = [1, 2].map(() => apply(speech, randomOf('seed'), babble))
      expect(one).toEqual(two)
      expect(one?.length).toBe(speech.length)
      expect(correlation(one ?? new Float32Array(), speech)).toBeGreaterThan(0.7)
    },
  )
})

/** 1 for the same but for loudness, 0 for nothing in common. */
function correlation(a: Float32Array, b: Float32Array): number {
  let [both, left, right] = [0, 0, 0]
  for (const [n, x] of a.entries()) {
    const y = b[n] ?? 0
    both += x * y
    left += x * x
    right += y * y
  }
  return both / Math.sqrt(left * right)
}
