/**
 * G.711 (ITU-T, 1988) by table: 8-bit codes to 16-bit linear samples and back, with the bit layout of the reference
 * code in ITU-T G.191.
 */
export type Law = 'PCMU' | 'PCMA'

export interface LawTables {
  /** Linear sample of each code. */
  readonly decode: Int16Array
  /** Code of each linear sample, indexed by the sample's low 16 bits. */
  readonly encode: Uint8Array
  /** The code of silence. */
  readonly silence: number
}

export const g711: Readonly<Record<Law, LawTables>> = {
  PCMU: tables(encodeUlaw, decodeUlaw),
  PCMA: tables(encodeAlaw, decodeAlaw),
}

/** Turns codes of one law into codes of the other, indexed by the code. */
export const transcode: Readonly<Record<Law, Uint8Array>> = {
  PCMU: Uint8Array.from(g711.PCMU.decode, (sample) => encodeAlaw(sample)),
  PCMA: Uint8Array.from(g711.PCMA.decode, (sample) => encodeUlaw(sample)),
}

function tables(encode: (sample: number) => number, decode: (code: number) => number): LawTables {
  return {
    decode: Int16Array.from({ length: 256 }, (_, code) => decode(code)),
    encode: Uint8Array.from({ length: 65_536 }, (_, index) => encode((index << 16) >> 16)),
    silence: encode(0),
  }
}

function encodeUlaw(sample: number): number {
  const magnitude = Math.min(((sample < 0 ? ~sample : sample) >> 2) + 33, 0x1fff)
  const segment = 26 - Math.clz32(magnitude)
  const code = (segment << 4) | ((magnitude >> (segment + 1)) & 0x0f)
  return ~code & (sample < 0 ? 0x7f : 0xff)
}

function decodeUlaw(code: number): number {
  const inverted = ~code
  const segment = (inverted >> 4) & 7
  const magnitude = ((((inverted & 0x0f) << 3) + 132) << segment) - 132
  return code < 0x80 ? -magnitude : magnitude
}

function encodeAlaw(sample: number): number {
  const magnitude = (sample < 0 ? ~sample : sample) >> 4
  const segment = Math.max(0, 28 - Math.clz32(magnitude))
  const mantissa = segment === 0 ? magnitude : (magnitude >> (segment - 1)) & 0x0f
  return ((segment << 4) | mantissa | (sample < 0 ? 0 : 0x80)) ^ 0x55
}

function decodeAlaw(code: number): number {
  const plain = code ^ 0x55
  const segment = (plain >> 4) & 7
  const mantissa = ((plain & 0x0f) << 4) + 8
  const magnitude = segment === 0 ? mantissa : (mantissa + 256) << (segment - 1)
  return plain < 0x80 ? -magnitude : magnitude
}
