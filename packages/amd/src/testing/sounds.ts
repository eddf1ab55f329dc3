import { frameSamples, rateHz } from '../frame.ts'

const perMs = rateHz / 1000

/** Something said: a buzz of 120 Hz with harmonics, its loudness going up and down as that of syllables does. */
export function syllables(durationMs: number, level = 0.2): Float32Array {
  return Float32Array.from({ length: durationMs * perMs }, (_, n) => {
    const seconds = n / rateHz
    const syllable = 0.55 - 0.45 * Math.cos(2 * Math.PI * 5 * seconds)
    const harmonics = [3, 4, 5, 6, 7, 11, 12, 18]
    const buzz = harmonics.reduce((sum, k) => sum + Math.sin(2 * Math.PI * 120 * k * seconds), 0)
    return (level * syllable * buzz) / 2
  })
}

export function tone(hz: number, durationMs: number, level = 0.2): Float32Array {
  return Float32Array.from(
    { length: durationMs * perMs },
    (_, n) => level * Math.sin((2 * Math.PI * hz * n) / rateHz),
  )
}

export function silence(durationMs: number): Float32Array {
  return new Float32Array(durationMs * perMs)
}

export function noise(durationMs: number, level: number, random: () => number): Float32Array {
  return Float32Array.from({ length: durationMs * perMs }, () => level * (random() * 2 - 1))
}

/** One after another. */
export function joined(...sounds: readonly Float32Array[]): Float32Array {
  return Float32Array.from(sounds.flatMap((sound) => [...sound]))
}

/** On top of each other; as long as the first. */
export function mixed(sound: Float32Array, other: Float32Array): Float32Array {
  return sound.map((sample, n) => sample + (other[n] ?? 0))
}

export function frames(sound: Float32Array): Float32Array[] {
  return Array.from({ length: Math.floor(sound.length / frameSamples) }, (_, index) =>
    sound.subarray(index * frameSamples, (index + 1) * frameSamples),
  )
}
