import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { peakDb } from '../audio/loudness.ts'
import { muLawWav, pcm16Wav, readWav, type Sound } from '../audio/wav.ts'
import { transform } from './fft.ts'
import { holdMusic, quietHz } from './hold-music.ts'
import { ringTone } from './ring-tone.ts'

const published = (name: string) =>
  readFile(new URL(`../../../../public/audio/${name}`, import.meta.url))

/** The part of a second that begins at a sample, the sound being a loop. */
function stretch({ samples }: Sound, start: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => samples[(start + n) % samples.length]!)
}

/** Power by frequency of some 1 s (8192 samples at 8 kHz) through a Hann window; a bin is 0.98 Hz. */
function powers(sound: Sound, start: number): { power: Float64Array; binHz: number } {
  const length = 8192
  const re = stretch(sound, start, length).map(
    (sample, n) => sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length)),
  )
  const im = new Float64Array(length)
  transform({ re, im })
  const power = re.slice(0, length / 2).map((value, bin) => value ** 2 + im[bin]! ** 2)
  return { power, binHz: sound.rateHz / length }
}

describe('the hold music', () => {
  it('is what the program writes, to the last bit or the one before', async () => {
    const [file, made] = [await published('hold-music.wav'), muLawWav(holdMusic())]
    expect(file.length).toBe(made.length)
    const [was, is] = [readWav(file).samples, readWav(made).samples]
    // Another processor may round a sine otherwise, which moves a sample by one step of µ-law at most.
    expect(was.every((sample, n) => Math.abs(sample - is[n]!) < 0.04)).toBe(true)
  })

  it('is a file a telephone can play: 8 kHz, about half a minute, under 300 kB', async () => {
    const file = await published('hold-music.wav')
    const { rateHz, samples } = readWav(file)
    expect(rateHz).toBe(8000)
    expect(samples.length / 8000).toBeCloseTo(32.768, 3)
    expect(file.length).toBeLessThanOrEqual(300_000)
  })

  it('is at least 40 dB down at every tone of the tests, in every second', async () => {
    const music = readWav(await published('hold-music.wav'))
    for (let start = 0; start < music.samples.length; start += 2000) {
      const { power, binHz } = powers(music, start)
      const total = power.reduce((sum, value) => sum + value, 0)
      for (const tone of quietHz) {
        const band = power.filter((_, bin) => Math.abs(bin * binHz - tone) <= 8)
        const ratio = band.reduce((sum, value) => sum + value, 0) / total
        expect(10 * Math.log10(ratio)).toBeLessThan(-40)
      }
    }
  })

  it('is heard in every second, and never clipped', async () => {
    const music = readWav(await published('hold-music.wav'))
    expect(peakDb(music)).toBeLessThan(-3)
    for (let start = 0; start < music.samples.length; start += 8000) {
      const second = stretch(music, start, 8000)
      const rms = Math.sqrt(second.reduce((sum, sample) => sum + sample ** 2, 0) / second.length)
      expect(Math.abs(20 * Math.log10(rms) + 21)).toBeLessThan(6)
    }
  })

  it('goes from its end to its beginning without a click', async () => {
    const music = readWav(await published('hold-music.wav'))
    const around = stretch(music, music.samples.length - 40, 80)
    const steps = Array.from(around.slice(1), (sample, n) => Math.abs(sample - around[n]!))
    const atSeam = steps[39]!
    expect(atSeam).toBeLessThanOrEqual(Math.max(...steps.toSpliced(39, 1)) * 1.2)
  })
})

describe('the ring tone', () => {
  it('is what the program writes, to a bit or two', async () => {
    const [was, is] = [readWav(await published('ring.wav')), readWav(pcm16Wav(ringTone()))]
    expect(was.rateHz).toBe(is.rateHz)
    expect(was.samples.length).toBe(is.samples.length)
    expect(was.samples.every((sample, n) => Math.abs(sample - is.samples[n]!) < 1e-4)).toBe(true)
  })

  it('is short enough to load at once, and not clipped', async () => {
    const file = await published('ring.wav')
    expect(file.length).toBeLessThanOrEqual(100_000)
    expect(peakDb(readWav(file))).toBeLessThan(-1)
  })

  it('rings first and then pauses, so that it can be looped', async () => {
    const { samples, rateHz } = readWav(await published('ring.wav'))
    expect(Math.abs(samples[0]!)).toBeLessThan(0.001)
    const loudestIn = (from: number, to: number) =>
      samples.slice(from * rateHz, to * rateHz).reduce((a, b) => Math.max(a, Math.abs(b)), 0)
    expect(loudestIn(0, 1.1)).toBeGreaterThan(0.5)
    expect(loudestIn(1.6, 2.25)).toBeLessThan(0.001)
  })
})
