import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnsweringMachineDetector } from './detector.ts'
import { frames, joined, mixed, noise, silence, syllables, tone } from './testing/sounds.ts'

function eventsOf(...sounds: readonly Float32Array[]) {
  const detector = new AnsweringMachineDetector()
  return frames(joined(...sounds)).flatMap((frame) => detector.push(frame))
}

function verdictOf(...sounds: readonly Float32Array[]) {
  const [verdict] = eventsOf(...sounds)
  if (verdict?.kind !== 'verdict') throw new Error('no verdict')
  return verdict
}

describe('who says a word and listens', () => {
  it('is a person, known soon', () => {
    const verdict = verdictOf(silence(400), syllables(400), silence(2000))
    expect(verdict).toMatchObject({ answerer: 'human' })
    expect(verdict.confidence).toBeGreaterThan(0.85)
    expect(verdict.atMs - 400).toBeLessThanOrEqual(1100)
    expect(Math.abs((verdict.speechMs ?? 0) - 400)).toBeLessThanOrEqual(60)
  })

  it('is the surer a person the less is said', () => {
    const confidence = (ms: number) =>
      verdictOf(silence(400), syllables(ms), silence(2000)).confidence
    expect(confidence(200)).toBeGreaterThan(confidence(600))
  })
})

describe('who talks on', () => {
  const told = (...sounds: Float32Array[]) =>
    eventsOf(...sounds).map((event) =>
      'answerer' in event ? `${event.kind}: ${event.answerer}` : event.kind,
    )

  it('may be a machine or a person at work: nobody knows 1.5 s after speech began', () => {
    const verdict = verdictOf(silence(500), syllables(4000))
    expect(verdict).toMatchObject({ answerer: 'unknown', confidence: 0.5, isSettled: false })
    expect(verdict.atMs - 500).toBeLessThanOrEqual(1500)
  })

  it('is a person when that ends soon and nothing follows', () => {
    expect(told(silence(500), syllables(2200), silence(2000))).toEqual([
      'verdict: unknown',
      'revised: human',
    ])
  })

  it('is a machine when it goes on, known 3.5 s after speech began', () => {
    const [, revised, ...more] = eventsOf(silence(500), syllables(7000), silence(2000))
    expect(revised).toMatchObject({ kind: 'revised', answerer: 'machine' })
    expect((revised?.atMs ?? 0) - 500).toBeLessThanOrEqual(3500)
    expect(more).toEqual([])
  })

  it('is a machine when a beep follows', () => {
    expect(
      told(silence(500), syllables(2200), silence(800), tone(1000, 400), silence(3000)),
    ).toEqual(['verdict: unknown', 'beep'])
  })
})

describe('in noise', () => {
  const anyNoise = fc.record({
    seed: fc.integer(),
    level: fc.double({ min: 0.0005, max: 0.02, noNaN: true }),
    leadMs: fc.integer({ min: 5, max: 75 }).map((n) => n * 20),
  })
  const noisy = (sound: Float32Array, { seed, level }: { seed: number; level: number }) => {
    let state = seed
    // A linear congruential generator (Numerical Recipes) is random enough for a hiss.
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
    return mixed(sound, noise(sound.length / 8, level, random))
  }

  it('people and machines are told apart, without knowing the noise before', () => {
    fc.assert(
      fc.property(anyNoise, ({ leadMs, ...hiss }) => {
        const person = joined(silence(leadMs), syllables(400), silence(2500))
        const machine = joined(silence(leadMs), syllables(4500))
        expect(verdictOf(noisy(person, hiss)).answerer).toBe('human')
        expect(eventsOf(noisy(machine, hiss)).at(-1)).toMatchObject({ answerer: 'machine' })
      }),
      { numRuns: 40 },
    )
  })

  it('alone, nobody spoke: unknown after five seconds', () => {
    const hiss = noisy(silence(6000), { seed: 7, level: 0.01 })
    expect(eventsOf(hiss)).toEqual([
      {
        kind: 'verdict',
        answerer: 'unknown',
        confidence: 0.5,
        speechMs: undefined,
        atMs: 5000,
        isSettled: true,
      },
    ])
  })
})

describe('a beep', () => {
  it('is heard once, when it has ended, with its frequency and length', () => {
    const sound = [silence(300), syllables(3000), silence(500), tone(1000, 400), silence(500)]
    const beeps = eventsOf(...sound).filter(({ kind }) => kind === 'beep')
    expect(beeps).toHaveLength(1)
    expect(beeps[0]).toMatchObject({ hz: expect.closeTo(1000, -1.5) })
    expect(Math.abs((beeps[0]?.atMs ?? 0) - 4200)).toBeLessThanOrEqual(100)
  })

  it.each([425, 700, 1000, 1400, 2000, 2800])('of %i Hz is one', (hz) => {
    const events = eventsOf(silence(300), tone(hz, 300), silence(300))
    const event = events.find(({ kind }) => kind === 'beep')
    if (event?.kind !== 'beep') throw new Error('no beep')
    expect(Math.abs(event.hz - hz)).toBeLessThan(20)
    expect(Math.abs(event.durationMs - 300)).toBeLessThanOrEqual(40)
  })

  it('is survived by one lost packet', () => {
    const sound = joined(silence(300), tone(1000, 400), silence(500))
    sound.fill(0, 480 * 8, 500 * 8)
    expect(eventsOf(sound).filter(({ kind }) => kind === 'beep')).toHaveLength(1)
  })

  it('before a word makes a machine of whoever answered', () => {
    expect(eventsOf(silence(500), tone(1000, 400), silence(500))).toMatchObject([
      { kind: 'verdict', answerer: 'machine', confidence: 0.95 },
      { kind: 'beep' },
    ])
  })

  it('is neither a dial tone, nor hum, nor a click, nor a glide, nor speech', () => {
    const glide = Float32Array.from({ length: 8000 }, (_, n) => {
      const seconds = n / 8000
      return 0.2 * Math.sin(2 * Math.PI * (500 * seconds + 1000 * seconds * seconds))
    })
    const others = [tone(350, 1000), tone(50, 1000), tone(1000, 60), glide, syllables(5000)]
    for (const other of others) {
      const events = eventsOf(silence(300), other, silence(500))
      expect(events.filter(({ kind }) => kind === 'beep')).toEqual([])
    }
  })
})

it('gives one verdict whatever it hears, and never fails', () => {
  const anyFrame = fc.float32Array({
    minLength: 160,
    maxLength: 160,
    min: -1,
    max: 1,
    noNaN: true,
  })
  fc.assert(
    fc.property(fc.array(anyFrame, { minLength: 1, maxLength: 5 }), fc.nat(400), (some, count) => {
      const detector = new AnsweringMachineDetector({ silenceMs: 1000 })
      const events = Array.from({ length: 60 + count }, (_, n) =>
        detector.push(some[n % some.length]!),
      ).flat()
      const verdicts = events.filter(({ kind }) => kind === 'verdict')
      expect(verdicts.length).toBeLessThanOrEqual(1)
      const times = events.map(({ atMs }) => atMs)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    }),
    { numRuns: 50 },
  )
})

it('takes frames of 20 ms only', () => {
  expect(() => new AnsweringMachineDetector().push(new Float32Array(80))).toThrow('160 samples')
})
