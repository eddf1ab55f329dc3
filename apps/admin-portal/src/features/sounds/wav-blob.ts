/** Of a file that is read here. */
export const largestFileBytes = 50 * 1024 * 1024
/** Of what is sent: the bound of the API, and five and a half minutes. */
export const largestWavBytes = 5 * 1024 * 1024

const headerBytes = 44

/** Samples from -1 to 1 as a WAV file: mono, 16-bit PCM. */
export function writeWav(samples: Float32Array, rate: number): Blob {
  const view = new DataView(new ArrayBuffer(headerBytes + samples.length * 2))
  const write = (at: number, text: string) => {
    for (const [index, letter] of [...text].entries()) {
      view.setUint8(at + index, letter.charCodeAt(0))
    }
  }
  write(0, 'RIFF')
  view.setUint32(4, view.byteLength - 8, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  write(36, 'data')
  view.setUint32(40, samples.length * 2, true)
  for (const [index, sample] of samples.entries()) {
    const value = Math.max(-1, Math.min(1, sample))
    view.setInt16(headerBytes + index * 2, Math.round(value * 32_767), true)
  }
  return new Blob([view.buffer], { type: 'audio/wav' })
}
