import type {
  CallOrder,
  RecordCallAction,
  RecordingAction,
  RecordingDeed,
  RecordingRule,
} from '@iris/contracts'
import { phrases, type Speech } from '@iris/speech'
import type { AudioSource } from '@iris/telephony'
import { v7 as uuidv7 } from 'uuid'
import { recordingBeep, spoken } from '../../../../prompts.ts'
import { Refusal } from '../../../../problem.ts'
import type { Actor } from '../../../../work.ts'
import type { RunningRecording } from '../../../recordings/running-recording.ts'
import {
  noteParty,
  notePause,
  type TalkRecording,
  talkSheet,
} from '../../../recordings/talk-sheet.ts'
import { type CallInProgress, queueOf } from '../call-in-progress.ts'

/** The recording of a call that goes on. */
export interface CallBeingRecorded {
  readonly talk: TalkRecording
  readonly running: RunningRecording
  /** Ends with its agent's part; or lasts as long as the call, because a flow or a list of verbs began it. */
  readonly lasts: 'talk' | 'call'
  /** Whether the caller was told of it. */
  readonly isAnnounced: boolean
}

/**
 * Records the talk if its queue's rule says so, or its number's, or the centre's. What cannot be announced is not recorded; the talk
 * goes on in any case. Where the whole call is recorded, that goes on with the talk.
 */
export async function recordByRule(call: CallInProgress): Promise<void> {
  const { phase, facts, parts, recording } = call
  if (!('talk' in phase)) return
  const ofQueue = (phase.place && call.queues.get(phase.place.queueId)?.record) ?? 'off'
  const rule = ofQueue === 'off' ? facts.record : ofQueue
  if (rule === 'off' && !recording) return
  try {
    const agentLeg = phase.talk.legOf('agent')
    const legs = [
      ...(recording?.isAnnounced ? [] : [facts.callerLeg]),
      ...(agentLeg === undefined ? [] : [agentLeg]),
    ]
    const notice = await noticeOf(rule, parts.speech)
    if (notice) await Promise.all(legs.map((leg) => parts.voice.play(leg, notice)))
    if (!recording) await start(call, { lasts: 'talk', isAnnounced: true })
    else await bearParty(call, recording)
  } catch (error) {
    parts.log.error({ err: error }, 'a talk that should be recorded is not')
  }
}

/**
 * Does what a flow or a list of verbs wants of the call's recording. One that is begun lasts as long as the call, and the
 * caller is told first as the number's rule says, or the centre's. What is not being recorded need not be ended or paused.
 * Rejects when the signal is aborted, when it cannot be recorded, and when it could not be announced.
 */
export async function recordCall(
  call: CallInProgress,
  action: RecordCallAction,
  signal: AbortSignal,
): Promise<void> {
  const { recording } = call
  switch (action) {
    case 'on':
      return recording ? undefined : recordWholeCall(call, signal)
    case 'off':
      return endRecording(call)
    case 'pause':
    case 'resume':
      if (recording) await changePause(call, recording, { action, by: null })
  }
}

async function recordWholeCall(call: CallInProgress, signal: AbortSignal): Promise<void> {
  const { facts, leg, parts } = call
  const notice = await noticeOf(facts.record, parts.speech)
  signal.throwIfAborted()
  await start(call, { lasts: 'call', isAnnounced: notice !== undefined })
  try {
    if (!notice) return signal.throwIfAborted()
    const { ended } = await leg.play(notice, signal)
    if ((await ended) !== 'finished') throw new Error('The caller was not told of the recording.')
  } catch (error) {
    await endRecording(call)
    throw error
  }
}

/** Does what somebody wants of the talk's recording; gives its id. @throws Refusal `conflict` for what does not fit */
export async function controlRecording(
  call: CallInProgress,
  action: RecordingAction,
  by: Actor,
): Promise<string> {
  if (action === 'start') {
    if (call.phase.kind !== 'talking') throw conflict('Nobody talks with the caller.')
    return startBy(call, by, 'talk')
  }
  const { recording } = call
  if (!recording) throw conflict('It is not being recorded.')
  const { running, talk } = recording
  if (action === 'stop') {
    await endRecording(call)
    await running.over
    await call.parts.doWork(talk.tenantId, by, (work) => work.audit('recording.stopped', talk.id))
    return talk.id
  }
  await changePause(call, recording, { action, by })
  return talk.id
}

async function changePause(
  call: CallInProgress,
  { running, talk }: CallBeingRecorded,
  { action, by }: { readonly action: 'pause' | 'resume'; readonly by: Actor | null },
): Promise<void> {
  await (action === 'pause' ? running.pause() : running.resume())
  await call.parts.doWork(talk.tenantId, by, (work) =>
    notePause(work, talk, action === 'pause' ? 'paused' : 'resumed'),
  )
}

/** Does what an order wants of the recording, whatever the call does. What does not fit is left undone. */
export async function recordByOrder(
  call: CallInProgress,
  { kind, by }: Extract<CallOrder, RecordingDeed>,
): Promise<void> {
  const lasts = call.phase.kind === 'talking' ? 'talk' : 'call'
  try {
    await (kind === 'record'
      ? startBy(call, by, lasts)
      : controlRecording(call, actionOf[kind], by))
  } catch (error) {
    call.parts.log.warn({ err: error, action: kind }, 'a recording could not be changed')
  }
}

const actionOf = {
  pause_recording: 'pause',
  resume_recording: 'resume',
  stop_recording: 'stop',
} as const

async function startBy(call: CallInProgress, by: Actor, lasts: 'talk' | 'call'): Promise<string> {
  if (call.recording) throw conflict('It is being recorded already.')
  const { talk } = await start(call, { lasts, isAnnounced: false })
  await call.parts.doWork(talk.tenantId, by, (work) => work.audit('recording.started', talk.id))
  return talk.id
}

/** The talk is over, and its recording with it; one of the whole call goes on. */
export async function endTalkRecording(call: CallInProgress): Promise<void> {
  if (call.recording?.lasts === 'talk') await endRecording(call)
}

/** Ends the recording, if there is one; it becomes ready by itself. */
async function endRecording(call: CallInProgress): Promise<void> {
  const { recording } = call
  call.recording = undefined
  await recording?.running.stop()
}

async function start(
  call: CallInProgress,
  how: Pick<CallBeingRecorded, 'lasts' | 'isAnnounced'>,
): Promise<CallBeingRecorded> {
  const { facts, parts, phase } = call
  const startedAtMs = Date.now()
  const talk: TalkRecording = {
    id: uuidv7({ msecs: startedAtMs }),
    tenantId: facts.tenantId,
    nodeId: parts.nodeId,
    callId: facts.id,
    queueId: queueOf(phase),
    agentId: phase.kind === 'talking' ? phase.agent.id : null,
    startedAtMs,
  }
  const options = { channels: 'both' } as const
  const running = await parts.recorder.start(talkSheet(talk), facts.callerLeg, options)
  const recording = { talk, running, ...how }
  call.recording = recording
  void running.over.then(() => {
    if (call.recording === recording) call.recording = undefined
  })
  return recording
}

/** The recording of a whole call bears its first agent, and that one's queue. */
async function bearParty(call: CallInProgress, { talk }: CallBeingRecorded): Promise<void> {
  const { phase, parts } = call
  if (phase.kind !== 'talking' || talk.agentId !== null) return
  talk.agentId = phase.agent.id
  talk.queueId = queueOf(phase)
  await parts.doWork(talk.tenantId, null, (work) => noteParty(work, talk))
}

/** What both hear before they are recorded by the rule; nothing, where it does not ask for it. */
async function noticeOf(rule: RecordingRule, speech: Speech): Promise<AudioSource | undefined> {
  if (rule === 'on_with_announcement') return spoken(speech, phrases.recorded)
  return rule === 'on_with_beep' ? recordingBeep : undefined
}

const conflict = (detail: string): Refusal => new Refusal('conflict', { detail })
