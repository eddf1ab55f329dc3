/**
 * G.711 as its tables state it, slow and plain: the decision values of ITU-T G.711 tables 1a (A-law) and 2a (µ-law).
 * Test peers speak it, so that the engine's own tables are never checked against themselves.
 */
interface Reference {
  readonly encode: Uint8Array
  readonly decode: Int16Array
}

/** [first decision value, step, how many steps] of each run of equal steps, in the units of the law's table. */
type Runs = readonly (readonly [first: number, step: number, count: number])[]

const alawRuns: Runs = [
  [0, 2, 32],
  [64, 4, 16],
  [128, 8, 16],
  [256, 16, 16],
  [512, 32, 16],
  [1024, 64, 16],
  [2048, 128, 16],
]

const ulawRuns: Runs = [
  [0, 1, 1],
  [1, 2, 15],
  [31, 4, 16],
  [95, 8, 16],
  [223, 16, 16],
  [479, 32, 16],
  [991, 64, 16],
  [2015, 128, 16],
  [4063, 256, 16],
]

export const ulawReference = build(ulawRuns, 4, (n, negative) => (negative ? 0x7f : 0xff) - n)
export const alawReference = build(alawRuns, 8, (n, negative) => (n | (negative ? 0 : 0x80)) ^ 0x55)

function build(runs: Runs, unit: number, code: (n: number, negative: boolean) => number) {
  const intervals = runs.flatMap(([first, step, count]) =>
    Array.from({ length: count }, (_, index) => ({ from: first + index * step, step })),
  )
  const encode = new Uint8Array(65_536)
  const decode = new Int16Array(256)
  for (const [n, { from, step }] of intervals.entries()) {
    // The first µ-law interval is half of one that straddles zero, so its value is 0.
    const value = step === 1 ? 0 : (from + step / 2) * unit
    decode[code(n, false)] = value
    decode[code(n, true)] = -value
  }
  for (let sample = -32_768; sample < 32_768; sample++) {
    const magnitude = Math.floor((sample < 0 ? ~sample : sample) / unit)
    const beyond = intervals.findIndex(({ from }) => from > magnitude)
    const n = beyond < 0 ? intervals.length - 1 : beyond - 1
    encode[sample & 0xffff] = code(n, sample < 0)
  }
  return { encode, decode } satisfies Reference
}
