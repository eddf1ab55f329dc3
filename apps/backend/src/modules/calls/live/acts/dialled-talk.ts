import type { VerbOf, VerbResult } from '@iris/contracts'
import type { Cause } from '@iris/telephony'
import { displayNumber } from '../../../numbers/display.ts'
import { getAgent } from '../../../agents/service.ts'
import { countryOf } from '../../../identity/tenant.ts'
import { updateLiveCall } from '../../repository.ts'
import { type CallInProgress, hangUp, nextInBackground } from '../call-in-progress.ts'
import { publishSteps } from '../ledger/ledger.ts'
import { endTalkRecording, recordByRule } from '../talk/recording-stage.ts'
import { endSupervision } from '../talk/supervision.ts'
import { beginTalk, openTalk } from '../talk/talking.ts'
import { unlessGone } from '../unless-gone.ts'
import { type DialAnswered, letGoOfDialled } from './dial-parties.ts'

type DialResult = Extract<VerbResult, { verb: 'dial' }>

/** A talk that a verb began by dialling somebody. */
export interface DialledTalk extends DialAnswered {
  readonly sinceMs: number
  /** When its own time is over. */
  readonly limit: NodeJS.Timeout
  /** Why it has ended. */
  cause: Cause | undefined
}

/** Who was dialled talks with the caller from now on: an agent as in any other talk, a number as one the caller was given to. */
export async function beginDialledTalk(
  call: CallInProgress,
  { timeLimitMs }: Pick<VerbOf<'dial'>, 'timeLimitMs'>,
  answered: DialAnswered,
): Promise<boolean> {
  const sinceMs = Date.now()
  try {
    await (answered.target.kind === 'agent'
      ? beginWithAgent(call, answered, answered.target.agentId, sinceMs)
      : beginWithNumber(call, answered, answered.target.number, sinceMs))
  } catch (error) {
    call.parts.log.warn({ err: error }, 'who was dialled could not be connected')
    if ('talk' in call.phase) await unlessGone(call.phase.talk.end())
    await endTalkRecording(call)
    call.phase = { kind: 'flow' }
    await letGoOfDialled(call, answered)
    return false
  }
  const limit = setTimeout(() => call.post({ kind: 'dialled-talk-over' }), timeLimitMs)
  call.dialledTalk = { ...answered, sinceMs, limit, cause: undefined }
  return true
}

async function beginWithAgent(
  call: CallInProgress,
  { leg }: DialAnswered,
  agentId: string,
  sinceMs: number,
): Promise<void> {
  const { parts, facts, path } = call
  const { name } = await parts.doWork(facts.tenantId, null, (work) => getAgent(work, agentId))
  await beginTalk(call, null, { id: agentId, name, sinceMs }, leg)
  const entered = path.enterAgent({ id: agentId, name }, sinceMs)
  await parts.doWork(facts.tenantId, null, async (work) => {
    await updateLiveCall(work.tx, facts.id, {
      state: 'connected',
      agent_id: agentId,
      connected_at: new Date(sinceMs),
      path: path.steps,
    })
    await publishSteps(work, facts.id, [entered])
    const connected = { callId: facts.id, queueId: null, agentId, waitMs: 0 }
    await work.publish('call.connected', connected)
  })
}

async function beginWithNumber(
  call: CallInProgress,
  { leg }: DialAnswered,
  number: string,
  sinceMs: number,
): Promise<void> {
  const { parts, facts, path } = call
  const shown = await parts.doWork(facts.tenantId, null, async ({ tx }) =>
    displayNumber(number, await countryOf(tx, facts.tenantId)),
  )
  nextInBackground(call)
  const talk = await openTalk(call, leg)
  call.quality.forgetAgent()
  call.phase = { kind: 'forwarded', place: null, number: shown, talk }
  const entered = path.enterTarget({ kind: 'number', number: shown }, sinceMs)
  await parts.doWork(facts.tenantId, null, async (work) => {
    await updateLiveCall(work.tx, facts.id, {
      state: 'connected',
      agent_id: null,
      connected_at: new Date(sinceMs),
      path: path.steps,
    })
    await publishSteps(work, facts.id, [entered])
  })
  await recordByRule(call)
}

/** Its time is over: who was dialled is let go, which ends the talk as if they had left. */
export async function dialledTalkOver(call: CallInProgress): Promise<void> {
  const { dialledTalk, phase } = call
  if (!dialledTalk || !('talk' in phase) || phase.talk.legOf('agent') !== dialledTalk.leg) return
  dialledTalk.cause = 'ALLOTTED_TIMEOUT'
  await call.parts.voice.hangup(dialledTalk.leg, 'NORMAL_CLEARING')
}

/** The number that a verb dialled has left: the list goes on. False where a verb dialled it not. */
export async function dialledNumberLeft(call: CallInProgress, leg: string): Promise<boolean> {
  const { phase, dialledTalk } = call
  if (phase.kind !== 'forwarded' || dialledTalk?.leg !== leg) return false
  const atMs = Date.now()
  call.talkMs += atMs - dialledTalk.sinceMs
  await endSupervision(call)
  await Promise.all([phase.talk.end(), endTalkRecording(call)])
  call.phase = { kind: 'flow' }
  call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: 'answered' } })
  return true
}

/** What the talk came to, once the caller is back with the list. */
export function takeDialResult(call: CallInProgress): DialResult {
  const { dialledTalk } = call
  call.dialledTalk = undefined
  clearTimeout(dialledTalk?.limit)
  const target = dialledTalk?.target
  return {
    verb: 'dial',
    outcome: 'answered',
    cause: dialledTalk?.cause ?? 'NORMAL_CLEARING',
    answeredBy: !target
      ? null
      : target.kind === 'number'
        ? { number: target.number }
        : { agentId: target.agentId },
    talkMs: dialledTalk ? Date.now() - dialledTalk.sinceMs : 0,
  }
}

/** Nobody wants to know any more how it ends. */
export function forgetDialledTalk(call: CallInProgress): void {
  clearTimeout(call.dialledTalk?.limit)
  call.dialledTalk = undefined
}

/** The call was given away by a verb, and is over with the talk. */
export async function endAfterTransfer(
  call: CallInProgress,
  endedBy: 'flow' | 'agent',
): Promise<void> {
  forgetDialledTalk(call)
  await hangUp(call, endedBy, 'NORMAL_CLEARING')
}
