/** ITU-T G.711 µ-law. Samples are −1 to 1; a code is one byte. */

const bias = 0x84
const largest = 32_635

export function encodeMuLaw(samples: Float32Array): Uint8Array {
  return Uint8Array.from(samples, (sample) => encodeSample(Math.round(sample * 32_768)))
}

export function decodeMuLaw(codes: Uint8Array): Float32Array {
  return Float32Array.from(codes, (code) => decodeCode(code) / 32_768)
}

function encodeSample(linear: number): number {
  const sign = linear < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(linear), largest) + bias
  // The segment is the place of the highest bit above bit 7.
  const segment = 31 - Math.clz32(magnitude) - 7
  const step = (magnitude >> (segment + 3)) & 0x0f
  return ~(sign | (segment << 4) | step) & 0xff
}

function decodeCode(code: number): number {
  const inverted = ~code & 0xff
  const segment = (inverted >> 4) & 0x07
  const magnitude = ((((inverted & 0x0f) << 3) + bias) << segment) - bias
  return (inverted & 0x80) === 0 ? magnitude : -magnitude
}
