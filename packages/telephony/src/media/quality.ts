import type { AudioCodec, LegQuality, StreamQuality } from '../port.ts'
import type { Measured } from '../rtp/control-session.ts'
import type { Received } from '../rtp/reception.ts'

/** R of a call of which nothing is wrong: G.107 (06/2015) with all its default values (table 2). */
const bestR = 93.2
interface CodecFactors {
  /** Equipment impairment without loss. */
  readonly ie: number
  /** Robustness to random loss (burst ratio 1). */
  readonly bpl: number
  /** What coding adds to the delay besides its packets. */
  readonly delayMs: number
}

/**
 * G.711 with packet loss concealment, as browsers, telephones and our mixer have: G.113 appendix I. This scale ends at the best
 * of telephones, so G.722 and Opus, which are better, stand at its end too; no robustness is published for them on it, and
 * they are taken to bear losses as G.711 does, which for Opus with error correction is too low. Delays: of the filters of
 * G.722 (§1.4.2), and the look-ahead of Opus (RFC 6716 §2.1.3).
 */
const g711Factors = { ie: 0, bpl: 25.1, delayMs: 0 }
const factors: Readonly<Record<AudioCodec, CodecFactors>> = {
  PCMU: g711Factors,
  PCMA: g711Factors,
  G722: { ...g711Factors, delayMs: 3 },
  opus: { ...g711Factors, delayMs: 6.5 },
}
/** What lies between mouth and ear besides the network: one packet, and a jitter buffer of two. */
const packetMs = 20
const leastBufferMs = 40

/**
 * Mean opinion score of one direction by the E-model (ITU-T G.107): R = 93.2 − Idd − Ie,eff, where
 * Ie,eff = Ie + (95 − Ie) · Ppl / (Ppl + Bpl), and Idd = 25 · ((1 + X⁶)^⅙ − 3 · (1 + (X/3)⁶)^⅙ + 2) with X = log₂(Ta / 100)
 * for a mouth-to-ear delay Ta over 100 ms (§7.4, §7.5). Echo is the telephones' own affair and not counted.
 * MOS = 1 + 0.035 R + R (R − 60)(100 − R) · 7·10⁻⁶ (annex B). From 1 to 4.41.
 */
export function meanOpinion(way: {
  readonly lostPercent: number
  readonly jitterMs: number
  readonly roundTripMs: number
  readonly codec?: AudioCodec
}): number {
  const { ie, bpl, delayMs: codingMs } = factors[way.codec ?? 'PCMU']
  const bufferMs = Math.max(leastBufferMs, 2 * way.jitterMs)
  const delayMs = way.roundTripMs / 2 + packetMs + codingMs + bufferMs
  const impaired = ie + ((95 - ie) * way.lostPercent) / (way.lostPercent + bpl)
  const r = Math.max(0, bestR - delayImpairment(delayMs) - impaired)
  const mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6
  return Math.max(1, Math.min(4.5, mos))
}

function delayImpairment(delayMs: number): number {
  if (delayMs <= 100) return 0
  const x = Math.log2(delayMs / 100)
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2)
}

/** What was measured of a leg, and the codec it has. */
export interface MeasuredInCodec extends Measured {
  readonly codec?: AudioCodec | undefined
}

/** How well a party heard and was heard, of what was measured; since an earlier time, if that is given. */
export function qualityOf(now: MeasuredInCodec, since?: Measured): LegQuality {
  const { roundTripMs, codec } = now
  const received = streamQuality(now.received, since?.received)
  const sent = now.sent && streamQuality(now.sent, since?.sent)
  const mos = [received, ...(sent ? [sent] : [])].map((way) =>
    meanOpinion({ ...way, roundTripMs: roundTripMs ?? 0, ...(codec && { codec }) }),
  )
  return {
    received,
    ...(sent && { sent }),
    ...(roundTripMs !== undefined && { roundTripMs: Math.round(roundTripMs) }),
    mos: rounded(Math.min(...mos), 2),
  }
}

function streamQuality(now: Received, since: Received | undefined): StreamQuality {
  const packets = Math.max(0, now.packets - (since?.packets ?? 0))
  const lost = Math.max(0, Math.min(packets, now.lost - (since?.lost ?? 0)))
  const lostPercent = packets === 0 ? 0 : rounded((lost / packets) * 100, 2)
  return { packets, lost, lostPercent, jitterMs: rounded(now.jitterMs, 1) }
}

function rounded(value: number, places: number): number {
  return Number(value.toFixed(places))
}
