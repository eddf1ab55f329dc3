import type { CallQuality, PartyQuality, QualityGrade } from '@iris/contracts'
import type { LegId, LegQuality } from '@iris/telephony'
import type { CallInProgress } from './call-in-progress.ts'

type Party = keyof CallQuality

/** Changes of the figures that are worth telling. */
const lostPoints = 1
const jitterStepMs = 10
const roundTripStepMs = 50

/** ITU-T G.109: users are satisfied from R 80 (MOS 4.03) on, and many are dissatisfied below R 70 (MOS 3.60). */
const goodFrom = 4.03
const fairFrom = 3.6

/** What is known of how well the parties of a call hear each other; of several agents, the last. */
export class QualityBook {
  #known: CallQuality = { caller: null, agent: null }

  get record(): CallQuality | null {
    return this.#known.caller === null && this.#known.agent === null ? null : this.#known
  }

  /** Notes how a party's leg is. True when that says something else than before. */
  note(party: Party, quality: LegQuality): boolean {
    const noted = presentQuality(quality)
    const isNew = saysOther(this.#known[party], noted)
    this.#known = { ...this.#known, [party]: noted }
    return isNew
  }

  /** Another agent comes: what was measured of the one before says nothing of this one. */
  forgetAgent(): void {
    this.#known = { ...this.#known, agent: null }
  }
}

/** How a leg is now. Whoever looks at the call is told when there is something else to say. */
export async function noteQuality(
  call: CallInProgress,
  leg: LegId,
  quality: LegQuality,
): Promise<void> {
  const party = partyOf(call, leg)
  if (!party || !call.quality.note(party, quality)) return
  const { record } = call.quality
  const agentId = call.phase.kind === 'talking' ? call.phase.agent.id : null
  if (record) await call.parts.ledger.qualityChanged(record, agentId)
}

/** Notes how a leg was altogether, when it ends. */
export function noteTotal(call: CallInProgress, leg: LegId, quality: LegQuality | undefined): void {
  const party = partyOf(call, leg)
  if (party && quality) call.quality.note(party, quality)
}

/** The call ends before its agent's leg does: that is asked for what has been measured. */
export async function noteAgentSoFar(call: CallInProgress): Promise<void> {
  if (call.phase.kind !== 'talking') return
  const agentLeg = call.phase.talk.legOf('agent')
  if (agentLeg === undefined) return
  const quality = await call.parts.voice.quality(agentLeg).catch(() => undefined)
  noteTotal(call, agentLeg, quality)
}

function partyOf({ facts, phase }: CallInProgress, leg: LegId): Party | undefined {
  if (leg === facts.callerLeg) return 'caller'
  return phase.kind === 'talking' && phase.talk.legOf('agent') === leg ? 'agent' : undefined
}

function presentQuality({ mos, received, sent, roundTripMs }: LegQuality): PartyQuality {
  return {
    grade: gradeOf(mos),
    mos,
    received,
    sent: sent ?? null,
    roundTripMs: roundTripMs ?? null,
  }
}

function gradeOf(mos: number): QualityGrade {
  if (mos >= goodFrom) return 'good'
  return mos >= fairFrom ? 'fair' : 'poor'
}

/** Whether one who reads the words or the figures would see another thing. */
export function saysOther(before: PartyQuality | null, now: PartyQuality): boolean {
  if (before?.grade !== now.grade) return true
  if ((before.roundTripMs === null) !== (now.roundTripMs === null)) return true
  return (
    moved(before, now, ({ lostPercent }) => lostPercent) >= lostPoints ||
    moved(before, now, ({ jitterMs }) => jitterMs) >= jitterStepMs ||
    Math.abs((before.roundTripMs ?? 0) - (now.roundTripMs ?? 0)) >= roundTripStepMs
  )
}

function moved(
  before: PartyQuality,
  now: PartyQuality,
  of: (way: PartyQuality['received']) => number,
): number {
  const worst = ({ received, sent }: PartyQuality) =>
    Math.max(of(received), sent === null ? 0 : of(sent))
  return Math.abs(worst(before) - worst(now))
}
