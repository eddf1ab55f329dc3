/** A note to be added up from sines. Times are in seconds. */
export interface Note {
  readonly hz: number
  readonly start: number
  /** How long it is held before it dies away. */
  readonly held: number
  readonly level: number
}

/** How notes sound. */
export interface Instrument {
  /** The strength of each partial, the fundamental first. */
  readonly partials: readonly number[]
  readonly attack: number
  /** The time in which a held note falls to a third; higher partials fall faster. */
  readonly decay: number
  /** The time in which a note that is no longer held falls to a third. */
  readonly release: number
  /** A softer second voice this far above the first, in Hz, so that the tone moves slowly. */
  readonly chorusHz?: number
}

/** Nothing above this is made: the telephone does not carry it. */
const highestHz = 3400

const alone = [{ apart: 0, share: 1 }]
const first = { apart: 0, share: 0.75 }
const second = { share: 0.25 }

/** Adds a note to a loop of sound; what goes over its end is heard at its beginning. */
export function addNote(
  loop: Float64Array,
  rateHz: number,
  instrument: Instrument,
  note: Note,
): void {
  const { partials, chorusHz } = instrument
  const voices = chorusHz === undefined ? alone : [first, { ...second, apart: chorusHz }]
  for (const [index, strength] of partials.entries()) {
    for (const { apart, share } of voices) {
      const hz = note.hz * (index + 1) + apart
      if (hz > highestHz) continue
      const level = note.level * strength * share
      addPartial(loop, rateHz, { ...note, level, hz }, faster(instrument, index))
    }
  }
}

function faster(instrument: Instrument, partial: number): Instrument {
  return { ...instrument, decay: instrument.decay / (1 + 0.6 * partial) }
}

function addPartial(loop: Float64Array, rateHz: number, note: Note, shape: Instrument): void {
  // By then the note has fallen by 60 dB.
  const seconds = shape.attack + note.held + shape.release * 7
  const start = Math.round(note.start * rateHz)
  const turn = (2 * Math.PI * note.hz) / rateHz
  for (let n = 0; n < seconds * rateHz; n += 1) {
    const at = (start + n) % loop.length
    loop[at] =
      (loop[at] ?? 0) + note.level * envelope(n / rateHz, note.held, shape) * Math.sin(turn * n)
  }
}

function envelope(t: number, held: number, { attack, decay, release }: Instrument): number {
  const rise = t < attack ? 0.5 - 0.5 * Math.cos((Math.PI * t) / attack) : 1
  const fall = Math.exp(-Math.max(0, t - attack) / decay)
  const letGo = Math.exp(-Math.max(0, t - attack - held) / release)
  return rise * fall * letGo
}
