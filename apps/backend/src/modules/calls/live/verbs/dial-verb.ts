import type { VerbOf, VerbResult } from '@iris/contracts'
import { ringingTone } from '../../../../prompts.ts'
import type { CallInProgress } from '../call-in-progress.ts'
import { refuseMachines } from '../refuse-machines.ts'
import type { RingGroup } from '../ring-group.ts'
import type { RingTarget } from '../ring-target.ts'
import type { Talk } from '../talk.ts'
import { openTalk } from '../talking.ts'
import { Callee } from './callee.ts'
import { heardOf } from './heard.ts'

type DialResult = Extract<VerbResult, { verb: 'dial' }>
type Wanted = Pick<
  VerbOf<'dial'>,
  | 'to'
  | 'strategy'
  | 'ringTimeoutMs'
  | 'callerId'
  | 'timeLimitMs'
  | 'whisper'
  | 'acceptOnKey'
  | 'refuseMachines'
>

const acceptWithinMs = 10_000
/** How long whoever takes the call is listened to at most, before they have it all the same. */
const machineWithinMs = 8000

/**
 * Rings parties until one takes the call, and lets both hear each other until the other hangs up or the time is over.
 * Meanwhile the caller hears ringing. Whatever ends it, no leg stays up but the caller's. Rejects when the signal is
 * aborted.
 */
export async function dialByVerb(
  call: CallInProgress,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<DialResult> {
  const ringing = new AbortController()
  await call.leg.play(ringingTone, AbortSignal.any([signal, ringing.signal]), { loop: true })
  const called: { callee?: Callee; agentId?: string } = {}
  try {
    const answer = await call.parts.groups.ring({
      ...(await groupOf(call, wanted, signal)),
      followLeg(leg) {
        called.callee = new Callee(call, leg)
      },
    })
    if (answer.kind === 'failed' || !called.callee) {
      signal.throwIfAborted()
      const cause = answer.kind === 'failed' ? answer.cause : 'NORMAL_TEMPORARY_FAILURE'
      return { verb: 'dial', outcome: 'failed', cause, answeredBy: null, talkMs: 0 }
    }
    if (answer.target.kind === 'agent') called.agentId = answer.target.agentId
    signal.throwIfAborted()
    ringing.abort(new Error('somebody has taken the call'))
    const answeredBy = targetOf(answer.target)
    const limits = { timeLimitMs: wanted.timeLimitMs, signal }
    const talked = await talkWith(call, called.callee, limits)
    return { verb: 'dial', outcome: 'answered', answeredBy, ...talked }
  } finally {
    ringing.abort(new Error('nobody is rung any more'))
    await called.callee?.letGo(called.agentId)
  }
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
      beforeConnect: refuseMachines(parts.voice, machineWithinMs),
    }),
    ...(whisper && { whisper: await heardOf(call, [whisper], signal) }),
    ...(acceptOnKey !== undefined && { accept: { key: acceptOnKey, withinMs: acceptWithinMs } }),
  }
}

function targetOf(target: RingTarget): DialResult['answeredBy'] {
  return target.kind === 'number' ? { number: target.number } : { agentId: target.agentId }
}

/** Lets both hear each other; gives what that came to. */
async function talkWith(
  call: CallInProgress,
  callee: Callee,
  { timeLimitMs, signal }: { readonly timeLimitMs: number; readonly signal: AbortSignal },
): Promise<Pick<DialResult, 'cause' | 'talkMs'>> {
  const { voice } = call.parts
  const timeOver = new AbortController()
  const timer = setTimeout(() => timeOver.abort(), timeLimitMs)
  const beganAtMs = Date.now()
  let talk: Talk | undefined
  try {
    await voice.stop(call.leg.id)
    talk = await openTalk(call, callee.leg)
    callee.onHold = (held) => void (held ? talk?.hold(callee.leg) : talk?.resume(callee.leg))
    const cause = await callee.left(AbortSignal.any([signal, timeOver.signal]))
    signal.throwIfAborted()
    return { cause: cause ?? 'ALLOTTED_TIMEOUT', talkMs: Date.now() - beganAtMs }
  } finally {
    clearTimeout(timer)
    call.talkMs += Date.now() - beganAtMs
    await talk?.end().catch(() => undefined)
  }
}
