import { audioContext } from './audio-context.ts'

export interface LevelOptions {
  readonly stream: MediaStream
  /** Called with the loudness from 0 (silence) to 1 (full scale) whenever it was measured. */
  readonly onLevel: (level: number) => void
  /** Default 50 ms: as often as a meter can be seen to move. */
  readonly everyMs?: number
}

const quietestDb = -60

/** Measures a stream until it is stopped by the function it gives back. */
export function meterLevel({ stream, onLevel, everyMs = 50 }: LevelOptions): () => void {
  const context = audioContext()
  const source = context.createMediaStreamSource(stream)
  const analyser = context.createAnalyser()
  analyser.fftSize = 1024
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const measuring = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    onLevel(loudness(samples))
  }, everyMs)
  return () => {
    clearInterval(measuring)
    source.disconnect()
  }
}

/**
 * How loud samples from −1 to 1 are, as a meter shows it: the root mean square in decibels, from −60 dB (0) to full
 * scale (1).
 */
export function loudness(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const db = 10 * Math.log10(sum / Math.max(1, samples.length))
  return Math.min(1, Math.max(0, 1 - db / quietestDb))
}
