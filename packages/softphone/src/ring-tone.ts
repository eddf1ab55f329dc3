/** Two sines that sound together for a while, then silence. */
export interface Cadence {
  readonly hz: readonly [number, number]
  /** Lengths of sound and silence in turn, in seconds. */
  readonly pattern: readonly number[]
}

export type RingKind = 'incoming' | 'outgoing'

export const cadences: Readonly<Record<RingKind, Cadence>> = {
  // Short double rings, as of a desk telephone.
  incoming: { hz: [587, 740], pattern: [0.4, 0.2, 0.4, 2] },
  // Precise audible ringing: 440 and 480 Hz, 2 s in 6 (Telcordia GR-506).
  outgoing: { hz: [440, 480], pattern: [2, 4] },
}

const peak = 0.2
const fadeSeconds = 0.02

/** Renders one round of a cadence as samples from −1 to 1; played in a loop it rings on. */
export function renderCadence(
  { hz, pattern }: Cadence,
  sampleRate: number,
): Float32Array<ArrayBuffer> {
  const lengths = pattern.map((seconds) => Math.round(seconds * sampleRate))
  const samples = new Float32Array(lengths.reduce((sum, length) => sum + length, 0))
  let from = 0
  for (const [turn, length] of lengths.entries()) {
    if (turn % 2 === 0) renderTone(samples.subarray(from, from + length), hz, sampleRate)
    from += length
  }
  return samples
}

function renderTone(
  samples: Float32Array,
  hz: readonly [number, number],
  sampleRate: number,
): void {
  for (const i of samples.keys()) {
    const seconds = i / sampleRate
    const untilEdge = Math.min(seconds, (samples.length - 1 - i) / sampleRate)
    const envelope = Math.min(1, untilEdge / fadeSeconds)
    const [low, high] = hz.map((frequency) => Math.sin(2 * Math.PI * frequency * seconds))
    samples[i] = (peak / 2) * envelope * ((low ?? 0) + (high ?? 0))
  }
}

/** Rings as a stream, so that it can go to any output, until it is stopped. */
export function startRinging(
  context: AudioContext,
  kind: RingKind,
): { readonly stream: MediaStream; stop(): void } {
  const samples = renderCadence(cadences[kind], context.sampleRate)
  const buffer = context.createBuffer(1, samples.length, context.sampleRate)
  buffer.copyToChannel(samples, 0)
  const source = context.createBufferSource()
  source.buffer = buffer
  source.loop = true
  const destination = context.createMediaStreamDestination()
  source.connect(destination)
  source.start()
  return {
    stream: destination.stream,
    stop() {
      source.stop()
      source.disconnect()
    },
  }
}
