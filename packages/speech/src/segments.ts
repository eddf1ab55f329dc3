import type { Sound } from './audio/wav.ts'
import { type Emphasis, spacedDigits, type SpokenPart } from './spoken-parts.ts'
import type { TtsCapabilities } from './tts.ts'

/** What an engine that knows no markup is given one after another: words at one speed, or silence that we make. */
export type Segment =
  | { readonly kind: 'speech'; readonly text: string; readonly rate: number }
  | { readonly kind: 'silence'; readonly ms: number }

/** Weight is given by taking more time, where an engine has nothing better. */
const rateOfEmphasis: Readonly<Record<Emphasis, number>> = {
  none: 1,
  reduced: 1.1,
  moderate: 0.9,
  strong: 0.8,
}

/** Parts as few segments as say them: what is said at one speed without a pause stays together, for its melody's sake. */
export function segmentsOf(
  parts: readonly SpokenPart[],
  { rates, emphasis }: TtsCapabilities,
): Segment[] {
  const segments: Segment[] = []
  for (const part of parts) {
    if (part.kind === 'break') {
      segments.push({ kind: 'silence', ms: part.ms })
      continue
    }
    const text = part.kind === 'digits' ? spacedDigits(part.digits) : part.text
    const asked = part.rate * (emphasis === 'heard' ? rateOfEmphasis[part.emphasis] : 1)
    const rate = Math.max(rates.slowest, Math.min(rates.fastest, asked))
    const last = segments.at(-1)
    if (last?.kind === 'speech' && last.rate === rate) {
      segments[segments.length - 1] = { ...last, text: `${last.text} ${text}` }
    } else segments.push({ kind: 'speech', text, rate })
  }
  return segments
}

/** Speaks segments one after another with what speaks one, and joins them. All of `speak`'s sounds have one rate. */
export async function speakSegments(
  segments: readonly Segment[],
  speak: (text: string, rate: number) => Promise<Sound>,
): Promise<Sound> {
  const sounds: (Sound | number)[] = []
  for (const segment of segments) {
    sounds.push(segment.kind === 'silence' ? segment.ms : await speak(segment.text, segment.rate))
  }
  const rateHz = sounds.find((sound) => typeof sound === 'object')?.rateHz ?? 8000
  const pieces = sounds.map((sound) =>
    typeof sound === 'number'
      ? new Float32Array(Math.round((sound * rateHz) / 1000))
      : sound.samples,
  )
  const samples = new Float32Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    samples.set(piece, at)
    at += piece.length
  }
  return { samples, rateHz }
}
