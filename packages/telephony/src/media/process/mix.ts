/** One who may have something to be heard at this tick. */
export interface Speaker {
  readonly frame: Int16Array | undefined
}

const frameSamples = 160
const loudest = 32_767
const sums = new Int32Array(frameSamples)

/** Adds up what the speakers say at this tick, saturating, and writes it as G.711 codes into `target` at `at`. */
export function mixInto(
  target: Uint8Array,
  at: number,
  { speakers, encode }: { speakers: readonly Speaker[]; encode: Uint8Array },
): void {
  sums.fill(0)
  for (const { frame } of speakers) {
    if (!frame) continue
    for (let index = 0; index < frameSamples; index++) {
      sums[index] = (sums[index] ?? 0) + (frame[index] ?? 0)
    }
  }
  for (let index = 0; index < frameSamples; index++) {
    const sum = Math.max(-loudest - 1, Math.min(loudest, sums[index] ?? 0))
    target[at + index] = encode[sum & 0xffff] ?? 0
  }
}
