import type { Sound } from '../audio/wav.ts'
import { addNote, type Instrument } from './synthesis.ts'

const rateHz = 22_050
/** The ring and the pause after it. */
const loopSeconds = 2.25

const marimba: Instrument = {
  partials: [1, 0.08, 0.05, 0.22],
  attack: 0.003,
  decay: 0.16,
  release: 0.05,
}

/** Two tones a fourth apart, in turn, twice over; then a pause. It is looped as it is. */
const [low, high] = [739.99, 987.77]
const strokes = [0, 0.11, 0.22, 0.33, 0.66, 0.77, 0.88, 0.99]

/** What an agent's desk plays while a contact is offered. */
export function ringTone(): Sound {
  const loop = new Float64Array(Math.round(rateHz * loopSeconds))
  for (const [index, start] of strokes.entries()) {
    const hz = index % 2 === 0 ? low : high
    addNote(loop, rateHz, marimba, { hz, start, held: 0.1, level: 0.6 })
  }
  return { samples: Float32Array.from(loop), rateHz }
}
