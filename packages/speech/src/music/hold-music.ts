import type { Sound } from '../audio/wav.ts'
import { inverse, transform } from './fft.ts'
import { addNote, type Instrument } from './synthesis.ts'

/**
 * The music callers hear while they wait: sixteen slow bars of soft chords, a plucked figure and a few bells, written for
 * this product. It loops without a seam: notes and reverberation that go over the end are heard at the beginning.
 *
 * It keeps out of the way of the tones by which tests tell one party from another (`quietHz`). The tuning is 14 cents
 * under concert pitch, where the notes used here and their partials stay 15 Hz or more from all of them, and what
 * reverberation and modulation still put there is filtered out.
 */
export function holdMusic(): Sound {
  const loop = new Float64Array(rateHz * loopSeconds)
  addPads(loop)
  addPlucks(loop)
  addBells(loop)
  return { samples: atLevel(reverberateAndFilter(loop)), rateHz }
}

/** Where the music is silent, within 8 Hz and more. */
export const quietHz = [440, 600, 700, 850, 1000, 1300] as const

const rateHz = 8000
/** 2^18 samples, so that the whole loop can be filtered at once. */
const loopSeconds = 32.768
const beat = loopSeconds / 64
const bar = 4 * beat

const concertPitchHz = 440 * 2 ** (-14 / 1200)

function hzOf(name: string): number {
  const [, letter = 'A', sharp = '', octave = '4'] = /^([A-G])(#?)(\d)$/.exec(name) ?? []
  const steps = { C: -9, D: -7, E: -5, F: -4, G: -2, A: 0, B: 2 }[letter] ?? 0
  return concertPitchHz * 2 ** ((steps + sharp.length) / 12 + Number(octave) - 4)
}

const pad: Instrument = {
  partials: [1, 0.22, 0.1],
  attack: 0.9,
  decay: 9,
  release: 0.7,
  chorusHz: 0.5,
}
const pluck: Instrument = {
  partials: [1, 0.4, 0.16, 0.07],
  attack: 0.006,
  decay: 0.75,
  release: 0.3,
}
const bell: Instrument = { partials: [1, 0.12, 0.3], attack: 0.004, decay: 1.3, release: 0.8 }

/** Two bars each. */
const chords = [
  ['B2', 'F#3', 'B3', 'D#4', 'A#4'],
  ['G#2', 'F#3', 'B3', 'D#4', 'G#4'],
  ['E3', 'G#3', 'B3', 'D#4', 'F#4'],
  ['F#2', 'F#3', 'B3', 'C#4', 'G#4'],
  ['B2', 'F#3', 'B3', 'D#4', 'F#4'],
  ['G#2', 'D#3', 'G#3', 'B3', 'C#4'],
  ['C#3', 'G#3', 'B3', 'D#4', 'G#4'],
  ['F#2', 'F#3', 'G#3', 'C#4', 'A#4'],
]

function addPads(loop: Float64Array): void {
  for (const [index, chord] of chords.entries()) {
    for (const [voice, name] of chord.entries()) {
      const level = voice === 0 ? 0.2 : 0.13
      const start = index * 2 * bar
      addNote(loop, rateHz, pad, { hz: hzOf(name), start, held: 2 * bar - 1.1, level })
    }
  }
}

/** Which note of the chord (0 the bass) sounds at each eighth of two bars; an octave up; `null` for none. */
const figure = [1, 3, 4, null, 2, null, 3, null, 1, 4, null, 3, 2, null, null, null] as const

function addPlucks(loop: Float64Array): void {
  for (const [index, chord] of chords.entries()) {
    for (const [eighth, voice] of figure.entries()) {
      const name = voice === null ? undefined : chord[voice]
      if (name === undefined) continue
      // The first of each bar a little stronger, the later ones a little softer.
      const level = 0.2 * (eighth % 8 === 0 ? 1.15 : 1) * (1 - (eighth % 8) * 0.03)
      const start = index * 2 * bar + (eighth * beat) / 2
      addNote(loop, rateHz, pluck, { hz: hzOf(name) * 2, start, held: beat, level })
    }
  }
}

/** A tune of few notes: the beat at which each begins, out of 64. */
const tune: readonly (readonly [beat: number, name: string])[] = [
  [2, 'F#5'],
  [5, 'D#5'],
  [10, 'B5'],
  [13, 'G#5'],
  [18, 'F#5'],
  [20, 'D#5'],
  [26, 'C#5'],
  [34, 'D#5'],
  [36, 'F#5'],
  [42, 'G#5'],
  [45, 'B5'],
  [50, 'G#5'],
  [53, 'D#5'],
  [58, 'C#5'],
  [60, 'A#4'],
]

function addBells(loop: Float64Array): void {
  for (const [start, name] of tune) {
    addNote(loop, rateHz, bell, { hz: hzOf(name), start: start * beat, held: beat, level: 0.16 })
  }
}

/** Over the whole loop at once, so the end runs on into the beginning. */
function reverberateAndFilter(dry: Float64Array): Float64Array {
  const sound = { re: dry.slice(), im: new Float64Array(dry.length) }
  const room = { re: roomResponse(dry.length), im: new Float64Array(dry.length) }
  transform(sound)
  transform(room)
  for (let bin = 0; bin < dry.length; bin += 1) {
    const hz = (Math.min(bin, dry.length - bin) * rateHz) / dry.length
    const gain = bandGain(hz) * quietHz.reduce((product, tone) => product * notchGain(hz - tone), 1)
    const [re, im] = [sound.re[bin] ?? 0, sound.im[bin] ?? 0]
    const [roomRe, roomIm] = [room.re[bin] ?? 0, room.im[bin] ?? 0]
    sound.re[bin] = gain * (re * roomRe - im * roomIm)
    sound.im[bin] = gain * (re * roomIm + im * roomRe)
  }
  inverse(sound)
  return sound.re
}

/** The sound itself, and after it noise that dies away in about a second. */
function roomResponse(length: number): Float64Array {
  const response = new Float64Array(length)
  let seed = 20_261_120
  for (let n = Math.round(0.02 * rateHz); n < 1.2 * rateHz; n += 1) {
    // Numerical Recipes' generator: the same noise on every machine.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    response[n] = (seed / 2 ** 31 - 1) * 0.022 * Math.exp((-6.9 * n) / (1.2 * rateHz))
  }
  response[0] = 1
  return response
}

/** What a telephone carries, with soft edges. */
function bandGain(hz: number): number {
  return smoothStep((hz - 70) / 60) * smoothStep((3600 - hz) / 300)
}

/** Nothing within 11 Hz, everything beyond 15 Hz. */
function notchGain(apartHz: number): number {
  return smoothStep((Math.abs(apartHz) - 11) / 4)
}

function smoothStep(x: number): number {
  return x <= 0 ? 0 : x >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * x)
}

/** Somewhat below speech (−18 dBFS), as it is heard for long. */
function atLevel(samples: Float64Array): Float32Array {
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
  const gain = 10 ** (-21 / 20) / rms
  return Float32Array.from(samples, (sample) => sample * gain)
}
