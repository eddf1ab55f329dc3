import { saturate } from './bands.ts'
import { G722Predictor } from './g722-predictor.ts'

/** The tables of ITU-T G.722: how a band's differences are quantized (tables 7 to 21 of §6.2). */
const decisionLevels = Int16Array.from([
  35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023,
  1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
])
/** The inverse quantizer of six bits for codes 32 to 63, whose sign is plus; 0 to 31 mirror it but for the four lowest. */
const sixBitLevels = Int16Array.from([
  24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000,
  5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728,
])
const fourBitLevels = Int16Array.from([
  0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200,
  0,
])
const twoBitLevels = Int16Array.of(-7408, -1616, 7408, 1616)
const lowMultipliers = Int16Array.of(-60, -30, 58, 172, 334, 538, 1198, 3042)
const highMultipliers = Int16Array.of(798, -214)
const logarithms = Int16Array.from({ length: 32 }, (_, part) => Math.round(2048 * 2 ** (part / 32)))

const inverse = Int16Array.from({ length: 64 }, (_, code) => sixBitLevel(code))
const lowestHighDecision = 564
const outputBound = 16_384

/** What both sides of a band keep in step: its predictor and the size of its quantizer's steps. */
abstract class Band {
  protected readonly predictor = new G722Predictor()
  protected step: number
  #logStep = 0

  constructor(step: number) {
    this.step = step
  }

  /** Blocks LOGSCL and SCALEL, or LOGSCH and SCALEH. */
  protected rescale(multiplier: number, { most, shift }: { most: number; shift: number }): void {
    const log = ((this.#logStep * 127) >> 7) + multiplier
    this.#logStep = Math.max(0, Math.min(most, log))
    const mantissa = logarithms[(this.#logStep >> 6) & 31] ?? 0
    const by = shift - (this.#logStep >> 11)
    this.step = (by < 0 ? mantissa << -by : mantissa >> by) << 2
  }

  protected rebuilt(difference: number): number {
    const sample = this.predictor.estimate + difference
    return Math.max(-outputBound, Math.min(outputBound - 1, sample))
  }
}

/** The band below 4 kHz: six bits a sample, of which the predictor uses four (§3.3 to §3.6). Samples are 15-bit. */
export class LowBand extends Band {
  constructor() {
    super(32)
  }

  encode(sample: number): number {
    const error = saturate(sample - this.predictor.estimate)
    const size = error >= 0 ? error : -(error + 1)
    let level = 0
    while (level < decisionLevels.length && size >= this.#decision(level)) level++
    // Codes fall as levels rise: 61 and down for plus; 63, 62 and then 31 and down for minus.
    const code = error >= 0 ? 61 - level : level < 2 ? 63 - level : 33 - level
    this.#adapt(code)
    return code
  }

  decode(code: number): number {
    const sample = this.rebuilt((this.step * (inverse[code] ?? 0)) >> 15)
    this.#adapt(code)
    return sample
  }

  #decision(level: number): number {
    return ((decisionLevels[level] ?? 0) * this.step) >> 12
  }

  #adapt(code: number): void {
    const four = code >> 2
    const difference = (this.step * (fourBitLevels[four] ?? 0)) >> 15
    // The outermost levels have the lowest codes of each sign.
    const rank = four === 0 ? 0 : four < 8 ? 8 - four : 15 - four
    this.rescale(lowMultipliers[rank] ?? 0, { most: 18_432, shift: 8 })
    this.predictor.adapt(difference)
  }
}

/** The band above 4 kHz: two bits a sample. Samples are 15-bit. */
export class HighBand extends Band {
  constructor() {
    super(8)
  }

  encode(sample: number): number {
    const error = saturate(sample - this.predictor.estimate)
    const size = error >= 0 ? error : -(error + 1)
    const isLarge = size >= (lowestHighDecision * this.step) >> 12
    const code = (error >= 0 ? 2 : 0) + (isLarge ? 0 : 1)
    this.#adapt(code)
    return code
  }

  decode(code: number): number {
    const sample = this.rebuilt((this.step * (twoBitLevels[code] ?? 0)) >> 15)
    this.#adapt(code)
    return sample
  }

  #adapt(code: number): void {
    const difference = (this.step * (twoBitLevels[code] ?? 0)) >> 15
    this.rescale(highMultipliers[code & 1] ?? 0, { most: 22_528, shift: 10 })
    this.predictor.adapt(difference)
  }
}

function sixBitLevel(code: number): number {
  if (code < 4) return -136
  if (code < 32) return -(sixBitLevels[code - 4] ?? 0)
  if (code < 60) return sixBitLevels[code - 32] ?? 0
  return [432, 136, -432, -136][code - 60] ?? 0
}
