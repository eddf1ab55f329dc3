import type { VerbOf, VerbResult } from '@iris/contracts'
import type { LegId, VoicePort } from '@iris/telephony'
import { ringingTone } from '../../../../prompts.ts'
import type { CallInProgress } from '../call-in-progress.ts'
import { refuseMachines } from '../ringing/refuse-machines.ts'
import type { RingGroup } from '../ringing/ring-group.ts'
import type { RingTarget } from '../ringing/ring-target.ts'
import { freed } from '../talk/supervision.ts'
import { heardOf } from './heard.ts'

type Wanted = Pick<
  VerbOf<'dial'>,
  'to' | 'strategy' | 'ringTimeoutMs' | 'callerId' | 'whisper' | 'acceptOnKey' | 'refuseMachines'
> & {
  /** Told of each answering machine that was refused. */
  readonly machineRefused?: () => void
}

const acceptWithinMs = 10_000
/** How long whoever takes the call is listened to at most, before they have it all the same. */
const machineWithinMs = 8000

/** Somebody has taken the call; what they have of it is for whoever gets this to begin, or to let go. */
export interface DialAnswered {
  readonly leg: LegId
  readonly target: RingTarget
}

/**
 * Rings parties until one takes the call, while the caller hears ringing. Nobody whom nobody waits for any more is left
 * connected. Rejects when the signal is aborted.
 */
export async function dialParties(
  call: CallInProgress,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<DialAnswered | Extract<VerbResult, { verb: 'dial' }>> {
  const ringing = new AbortController()
  await call.leg.play(ringingTone, AbortSignal.any([signal, ringing.signal]), { loop: true })
  try {
    const answer = await call.parts.groups.ring({
      ...(await groupOf(call, wanted, signal)),
      followLeg: call.parts.followLeg,
    })
    if (answer.kind === 'failed') {
      signal.throwIfAborted()
      const { cause } = answer
      return { verb: 'dial', outcome: 'failed', cause, answeredBy: null, talkMs: 0 }
    }
    const { leg, target } = answer
    if (signal.aborted) await letGoOfDialled(call, { leg, target })
    signal.throwIfAborted()
    return { leg, target }
  } finally {
    ringing.abort(new Error('nobody is rung any more'))
  }
}

/** Hangs up on who has taken the call, and frees an agent. */
export async function letGoOfDialled(
  call: CallInProgress,
  { leg, target }: DialAnswered,
): Promise<void> {
  const { voice, control, log } = call.parts
  await voice.hangup(leg, 'NORMAL_CLEARING').catch(() => undefined)
  if (target.kind !== 'agent') return
  await control.moved([freed(call, target.agentId)]).catch((error: unknown) => {
    log.error({ err: error, ...target }, 'an agent could not be freed; the reaper will')
  })
}

async function groupOf(
  call: CallInProgress,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Omit<RingGroup, 'followLeg'>> {
  const { to, strategy, ringTimeoutMs, callerId, whisper, acceptOnKey } = wanted
  const { facts, parts } = call
  return {
    tenantId: facts.tenantId,
    callId: facts.id,
    callerId,
    from: facts.from,
    numberDisplay: facts.numberDisplay,
    waitingSinceMs: Date.now(),
    beside: facts.callerLeg,
    targets: to.map((target) =>
      'number' in target ? { kind: 'number', ...target } : { kind: 'agent', ...target },
    ),
    strategy,
    ringTimeoutMs,
    totalMs: strategy === 'in_turn' ? ringTimeoutMs * to.length : ringTimeoutMs,
    signal,
    ...(wanted.refuseMachines && {
      beforeConnect: lookAt(parts.voice, wanted.machineRefused),
    }),
    ...(whisper && { whisper: await heardOf(call, [whisper], signal) }),
    ...(acceptOnKey !== undefined && { accept: { key: acceptOnKey, withinMs: acceptWithinMs } }),
  }
}

function lookAt(voice: VoicePort, machineRefused: Wanted['machineRefused']) {
  const look = refuseMachines(voice, machineWithinMs)
  return async (leg: LegId, signal: AbortSignal) => {
    const verdict = await look(leg, signal)
    if (verdict === 'decline') machineRefused?.()
    return verdict
  }
}
