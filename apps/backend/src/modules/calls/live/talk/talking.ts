import { ringingTone } from '../../../../prompts.ts'
import { type CallInProgress, nextInBackground, type TalkingAgent } from '../call-in-progress.ts'
import type { QueuePlace } from '../ledger/ledger.ts'
import { recordByRule } from './recording-stage.ts'
import { musicOf } from '../waiting/queue-music.ts'
import { Talk } from './talk.ts'

/** Puts the caller and another leg into one talk. What the caller enters in secret stays so. */
export async function openTalk(call: CallInProgress, agentLeg: string): Promise<Talk> {
  const { facts, parts, secret } = call
  const legs = { caller: facts.callerLeg, agent: agentLeg }
  const sounds = { music: await musicOf(call), ringing: ringingTone }
  const talk = await Talk.begin(parts.voice, legs, sounds, { isCallerHidden: secret.goesOn })
  await secret.adopt(talk)
  return talk
}

/** Lets caller and agent hear each other. */
export async function beginTalk(
  call: CallInProgress,
  place: QueuePlace | null,
  agent: TalkingAgent,
  agentLeg: string,
): Promise<void> {
  nextInBackground(call)
  const talk = await openTalk(call, agentLeg)
  call.quality.forgetAgent()
  call.phase = { kind: 'talking', place, agent, talk, consult: undefined }
  await recordByRule(call)
}

export async function changeHold(call: CallInProgress, by: string, held: boolean): Promise<void> {
  const { phase } = call
  if (!('talk' in phase)) return
  await (held ? phase.talk.hold(by) : phase.talk.resume(by))
  if (phase.kind !== 'talking' || phase.talk.legOf('agent') !== by) return
  await call.parts.control.holdChanged(phase.agent.id, held)
}

/** What there is to do for an agent after a talk, and for which queue. */
export interface AfterTalk {
  readonly wrapUpMs: number | null
  readonly queueId: string | null
  readonly phoneReady: boolean
}

/** What the end of a talk means for its agent. After-call work is what the queue wants; without one there is none. */
export function afterTalk(
  call: CallInProgress,
  place: QueuePlace | null,
  agent: TalkingAgent,
): AfterTalk {
  const queue = place && call.queues.get(place.queueId)
  return {
    wrapUpMs: queue ? queue.wrapUpMs : 0,
    queueId: place?.queueId ?? null,
    phoneReady: call.parts.phones.isReady(agent.id),
  }
}
