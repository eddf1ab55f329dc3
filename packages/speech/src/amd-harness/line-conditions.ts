import { decodeMuLaw, encodeMuLaw } from '../audio/mu-law.ts'

/** What becomes of sound at 8 kHz on its way. `babble` is other people, at the level of speech. */
export interface LineCondition {
  readonly name: string
  readonly apply: (sound: Float32Array, random: () => number, babble: Float32Array) => Float32Array
}

/** Speech comes at −18 dBFS; levels of noise are below that. */
const speechLevel = 10 ** (-18 / 20)
const frame = 160

const muLaw = (sound: Float32Array) => decodeMuLaw(encodeMuLaw(sound))

export const lineConditions: readonly LineCondition[] = [
  { name: 'G.711 µ-law', apply: muLaw },
  { name: 'G.711 A-law, 12 dB too quiet', apply: (sound) => aLaw(scaled(sound, -12)) },
  { name: 'telephone band', apply: (sound) => muLaw(telephoneBand(sound)) },
  {
    name: 'white noise, 20 dB below',
    apply: (sound, random) => muLaw(withNoise(sound, random, 20)),
  },
  {
    name: 'white noise, 12 dB below',
    apply: (sound, random) => muLaw(withNoise(sound, random, 12)),
  },
  {
    name: 'babble, 18 dB below',
    apply: (sound, random, babble) => muLaw(withBabble(sound, random, babble, 18)),
  },
  {
    name: 'babble, 12 dB below',
    apply: (sound, random, babble) => muLaw(withBabble(sound, random, babble, 12)),
  },
  { name: 'hum at 50 Hz, 10 dB below', apply: (sound) => aLaw(withHum(sound, 10)) },
  { name: '3 % of packets lost', apply: (sound, random) => withLoss(muLaw(sound), random, 0.03) },
  { name: '10 % of packets lost', apply: (sound, random) => withLoss(muLaw(sound), random, 0.1) },
]

/** Lines that the rules were not made with. */
export const freshLineConditions: readonly LineCondition[] = [
  { name: 'G.711 A-law', apply: (sound) => aLaw(sound) },
  { name: 'G.711 µ-law, 20 dB too quiet', apply: (sound) => muLaw(scaled(sound, -20)) },
  { name: '9 dB too loud, clipped', apply: (sound) => muLaw(clipped(scaled(sound, 9))) },
  { name: 'a room that echoes', apply: (sound) => muLaw(withEcho(sound)) },
  {
    name: 'rumble of traffic, 10 dB below',
    apply: (sound, random) => aLaw(withRumble(sound, random, 10)),
  },
  {
    name: 'white noise, 16 dB below',
    apply: (sound, random) => aLaw(withNoise(sound, random, 16)),
  },
  {
    name: 'babble, 15 dB below',
    apply: (sound, random, babble) => aLaw(withBabble(sound, random, babble, 15)),
  },
  {
    name: 'telephone band, white noise 18 dB below, 5 % of packets lost',
    apply: (sound, random) =>
      withLoss(muLaw(withNoise(telephoneBand(sound), random, 18)), random, 0.05),
  },
]

function clipped(sound: Float32Array): Float32Array {
  return sound.map((sample) => Math.max(-0.5, Math.min(0.5, sample)))
}

/** Walls that answer after 31, 47 and 73 ms, ever more quietly. */
function withEcho(sound: Float32Array): Float32Array {
  const echoes = [31, 47, 73].map((ms, n) => ({ samples: ms * 8, gain: 0.5 ** (n + 1) }))
  return sound.map((sample, n) =>
    echoes.reduce((sum, { samples, gain }) => sum + gain * (sound[n - samples] ?? 0), sample),
  )
}

/** Noise whose power falls with the square of its frequency, that comes and goes every three seconds. */
function withRumble(sound: Float32Array, random: () => number, belowDb: number): Float32Array {
  const level = speechLevel * 10 ** (-belowDb / 20)
  let walk = 0
  return sound.map((sample, n) => {
    walk = 0.98 * walk + (random() - 0.5)
    const swell = 0.7 + 0.3 * Math.sin((2 * Math.PI * n) / 24_000)
    return sample + level * swell * walk * 0.7
  })
}

function scaled(sound: Float32Array, db: number): Float32Array {
  return sound.map((sample) => sample * 10 ** (db / 20))
}

/** ITU-T G.711 A-law by its formula, in 8 bits. */
function aLaw(sound: Float32Array): Float32Array {
  const a = 87.6
  const scale = 1 + Math.log(a)
  return sound.map((sample) => {
    const size = Math.min(1, Math.abs(sample))
    const pressed = (size < 1 / a ? a * size : 1 + Math.log(a * size)) / scale
    const code = (Math.floor(pressed * 128) + 0.5) / 128
    const grown = code < 1 / scale ? (code * scale) / a : Math.exp(code * scale - 1) / a
    return Math.sign(sample) * grown
  })
}

/** 300 to 3400 Hz, by one pole each: what an old line leaves. */
function telephoneBand(sound: Float32Array): Float32Array {
  const [low, high] = [
    1 - Math.exp((-2 * Math.PI * 300) / 8000),
    1 - Math.exp((-2 * Math.PI * 3400) / 8000),
  ]
  let [slow, fast] = [0, 0]
  return sound.map((sample) => {
    slow += low * (sample - slow)
    fast += high * (sample - slow - fast)
    return fast
  })
}

function withNoise(sound: Float32Array, random: () => number, belowDb: number): Float32Array {
  // The sum of twelve has a variance of one.
  const level = speechLevel * 10 ** (-belowDb / 20)
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, part) => sum + part, -6)
  return sound.map((sample) => sample + level * normal())
}

function withBabble(
  sound: Float32Array,
  random: () => number,
  babble: Float32Array,
  belowDb: number,
): Float32Array {
  const start = Math.floor(random() * babble.length)
  const gain = 10 ** (-belowDb / 20)
  return sound.map((sample, n) => sample + gain * (babble[(start + n) % babble.length] ?? 0))
}

function withHum(sound: Float32Array, belowDb: number): Float32Array {
  const level = Math.SQRT2 * speechLevel * 10 ** (-belowDb / 20)
  const harmonics = [1, 0.5, 0.4, 0.2, 0.15]
  return sound.map((sample, n) =>
    harmonics.reduce(
      (sum, share, index) =>
        sum + level * share * Math.sin((2 * Math.PI * 50 * (index + 1) * n) / 8000),
      sample,
    ),
  )
}

/** Lost packets sound like the one before, ever more quietly; they are lost in bursts. */
function withLoss(sound: Float32Array, random: () => number, share: number): Float32Array {
  const output = sound.slice()
  let gain = 1
  for (let at = frame; at < output.length; at += frame) {
    // Half of the losses follow another one.
    const isLost = random() < (gain < 1 ? 0.5 : share / 2)
    gain = isLost ? gain * 0.5 : 1
    if (!isLost) continue
    for (let n = at; n < Math.min(output.length, at + frame); n += 1) {
      output[n] = 0.5 * (output[n - frame] ?? 0)
    }
  }
  return output
}
