import type { Bands } from './bands.ts'
import { saturate } from './bands.ts'
import { HighBand, LowBand } from './g722-band.ts'

/**
 * ITU-T G.722 at 64 kbit/s: an octet for each two samples at 16 kHz, six bits of the low band and two of the high one. As our
 * audio is in bands already, its quadrature mirror filters are not needed. The bands inside G.722 have 15 bits, ours 16.
 */
export class G722Encoder {
  readonly #low = new LowBand()
  readonly #high = new HighBand()

  /** Writes an octet for each sample of the low band into `octets` at `at`. */
  encode({ low, high }: Bands, octets: Uint8Array, at: number): void {
    for (let index = 0; index < low.length; index++) {
      const above = this.#high.encode((high?.[index] ?? 0) >> 1)
      octets[at + index] = (above << 6) | this.#low.encode((low[index] ?? 0) >> 1)
    }
  }
}

export class G722Decoder {
  readonly #low = new LowBand()
  readonly #high = new HighBand()

  /** Writes a sample of each band for each octet. */
  decode(octets: Uint8Array, low: Int16Array, high: Int16Array): void {
    for (let index = 0; index < octets.length; index++) {
      const octet = octets[index] ?? 0
      low[index] = saturate(this.#low.decode(octet & 0x3f) << 1)
      high[index] = saturate(this.#high.decode(octet >> 6) << 1)
    }
  }
}
