/** Levels are in dB below full scale (dBFS), 0 being a square wave at full scale. */
import type { Sound } from './wav.ts'

const frameMs = 20
/** Frames this far below the loudest are pauses and do not count. */
const pauseDb = 30

/** The level of the parts where somebody speaks; −Infinity for silence. */
export function speechLevelDb({ samples, rateHz }: Sound): number {
  const powers = framePowers(samples, Math.round((rateHz * frameMs) / 1000))
  const gate = powers.reduce((most, power) => Math.max(most, power), 0) * 10 ** (-pauseDb / 10)
  const spoken = powers.filter((power) => power > gate)
  const mean = spoken.reduce((sum, power) => sum + power, 0) / Math.max(1, spoken.length)
  return 10 * Math.log10(mean)
}

/** The greatest level of any sample. */
export function peakDb({ samples }: Sound): number {
  return 20 * Math.log10(peakOf(samples))
}

/** Brings speech to the level and no peak above the ceiling. Silence stays silence. */
export function normalise(sound: Sound, levelDb = -18, ceilingDb = -1): Sound {
  const level = speechLevelDb(sound)
  if (!Number.isFinite(level)) return sound
  const gain = 10 ** ((levelDb - level) / 20)
  const louder = sound.samples.map((sample) => sample * gain)
  return { ...sound, samples: limit(louder, 10 ** (ceilingDb / 20), sound.rateHz) }
}

/** Cuts the silence at the beginning and end down to the times given. */
export function trim(sound: Sound, leadMs: number, tailMs: number): Sound {
  const { samples, rateHz } = sound
  const threshold = peakOf(samples) * 0.01
  const first = samples.findIndex((sample) => Math.abs(sample) > threshold)
  if (first < 0) return sound
  const last = samples.findLastIndex((sample) => Math.abs(sample) > threshold)
  const start = Math.max(0, first - Math.round((leadMs * rateHz) / 1000))
  return { rateHz, samples: samples.slice(start, last + 1 + Math.round((tailMs * rateHz) / 1000)) }
}

/**
 * Turns the sound down around each peak above the ceiling: the gain every peak needs is held for 5 ms before and after
 * it and then averaged over as long, so it is down when the peak comes and no edge is heard.
 */
function limit(samples: Float32Array, ceiling: number, rateHz: number): Float32Array {
  if (peakOf(samples) <= ceiling) return samples
  const reach = Math.round(rateHz * 0.005)
  const needed = samples.map((sample) => Math.min(1, ceiling / Math.abs(sample)))
  const held = needed.map((_, n) => least(needed, n - reach, n + reach))
  return samples.map((sample, n) => sample * average(held, n - reach, n + reach))
}

function least(values: Float32Array, from: number, to: number): number {
  return values.subarray(Math.max(0, from), to + 1).reduce((a, b) => Math.min(a, b), 1)
}

function average(values: Float32Array, from: number, to: number): number {
  const part = values.subarray(Math.max(0, from), to + 1)
  return part.reduce((sum, value) => sum + value, 0) / part.length
}

function framePowers(samples: Float32Array, size: number): number[] {
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, index) => {
    const frame = samples.subarray(index * size, (index + 1) * size)
    return frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length
  })
}

function peakOf(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
}
