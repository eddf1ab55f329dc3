import type { Sound } from './wav.ts'

/** Samples of 16 bits, least significant byte first, without a header; half a sample at the end is left out. */
export function soundOfPcm16(bytes: Uint8Array, rateHz: number): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const samples = Float32Array.from(
    { length: Math.floor(bytes.length / 2) },
    (_, index) => view.getInt16(index * 2, true) / 32_768,
  )
  return { samples, rateHz }
}

/** The inverse of `soundOfPcm16`; what is out of range becomes the loudest there is. */
export function pcm16Of(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2)
  const view = new DataView(bytes.buffer)
  samples.forEach((sample, index) => {
    const linear = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)))
    view.setInt16(index * 2, linear, true)
  })
  return bytes
}
