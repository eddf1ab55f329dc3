import type { Bands } from '../../rtp/bands.ts'
import { saturate } from '../../rtp/bands.ts'

/** One who may have something to be heard at this tick. */
export interface Speaker {
  readonly frame: Int16Array | undefined
  /** The high band, from one who has it. */
  readonly high?: Int16Array | undefined
}

const frameSamples = 160
const sums = new Int32Array(frameSamples)

/** Adds up what the speakers say at this tick, saturating, and writes it as G.711 codes into `target` at `at`. */
export function mixInto(
  target: Uint8Array,
  at: number,
  { speakers, encode }: { speakers: readonly Speaker[]; encode: Uint8Array },
): void {
  addUp(speakers, 'frame')
  for (let index = 0; index < frameSamples; index++) {
    target[at + index] = encode[saturate(sums[index] ?? 0) & 0xffff] ?? 0
  }
}

/** Adds up both bands of what the speakers say at this tick, saturating, into `low` and `high`; gives what there is. */
export function mixBands(
  speakers: readonly Speaker[],
  { low, high }: { low: Int16Array; high: Int16Array },
): Bands {
  addUp(speakers, 'frame')
  writeSums(low)
  if (!speakers.some((speaker) => speaker.high)) return { low }
  addUp(speakers, 'high')
  writeSums(high)
  return { low, high }
}

function addUp(speakers: readonly Speaker[], band: keyof Speaker): void {
  sums.fill(0)
  for (const { [band]: frame } of speakers) {
    if (!frame) continue
    for (let index = 0; index < frameSamples; index++) {
      sums[index] = (sums[index] ?? 0) + (frame[index] ?? 0)
    }
  }
}

function writeSums(target: Int16Array): void {
  for (let index = 0; index < frameSamples; index++) target[index] = saturate(sums[index] ?? 0)
}
