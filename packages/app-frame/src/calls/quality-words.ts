import type { PartyQuality, QualityGrade } from '@iris/contracts'
import type { Tone } from '@iris/ui'
import { callsWords } from './calls-words.ts'

export const qualityTone: Readonly<Record<QualityGrade, Tone>> = {
  good: 'available',
  fair: 'warning',
  poor: 'stop',
}

/** How well a party was heard and heard: a word, and the figures of its worse direction. */
export function qualityWords(quality: PartyQuality): string {
  return `${callsWords(`quality.grades.${quality.grade}`)} · ${qualityFigures(quality)}`
}

export function qualityFigures({ received, sent, roundTripMs }: PartyQuality): string {
  const ways = sent ? [received, sent] : [received]
  const lost = Math.max(...ways.map(({ lostPercent }) => lostPercent))
  const jitterMs = Math.max(...ways.map((way) => way.jitterMs))
  return [
    callsWords('quality.lost', { percent: Number(lost.toFixed(1)) }),
    callsWords('quality.jitter', { ms: Math.round(jitterMs) }),
    ...(roundTripMs === null ? [] : [callsWords('quality.roundTrip', { ms: roundTripMs })]),
  ].join(' · ')
}

/** The party of a call that hears or is heard worst, and how; nothing while none is known. */
export function worstParty(
  quality: { caller: PartyQuality | null; agent: PartyQuality | null } | null,
): { readonly party: 'caller' | 'agent'; readonly quality: PartyQuality } | undefined {
  const { caller = null, agent = null } = quality ?? {}
  if (caller && (!agent || caller.mos < agent.mos)) return { party: 'caller', quality: caller }
  return agent ? { party: 'agent', quality: agent } : undefined
}
