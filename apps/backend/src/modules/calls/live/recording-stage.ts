import type { CallOrder, RecordingAction, RecordingDeed, RecordingRule } from '@iris/contracts'
import { phrases, type Speech } from '@iris/speech'
import type { AudioSource } from '@iris/telephony'
import { v7 as uuidv7 } from 'uuid'
import { recordingBeep, spoken } from '../../../prompts.ts'
import { Refusal } from '../../../problem.ts'
import type { Actor } from '../../../work.ts'
import type { RunningRecording } from '../../recordings/recorder.ts'
import { notePause, type TalkRecording, talkSheet } from '../../recordings/talk-sheet.ts'
import { type CallInProgress, queueOf } from './call-in-progress.ts'

/** The recording of a talk that goes on. */
export interface TalkBeingRecorded {
  readonly talk: TalkRecording
  readonly running: RunningRecording
}

/**
 * Records the talk if its queue's rule says so, or its number's, or the centre's. What cannot be announced is not recorded; the talk
 * goes on in any case.
 */
export async function recordByRule(call: CallInProgress): Promise<void> {
  const { phase, facts, parts } = call
  if (!('talk' in phase) || call.recording) return
  const ofQueue = (phase.place && call.queues.get(phase.place.queueId)?.record) ?? 'off'
  const rule = ofQueue === 'off' ? facts.record : ofQueue
  if (rule === 'off') return
  try {
    const agentLeg = phase.talk.legOf('agent')
    const legs = [facts.callerLeg, ...(agentLeg === undefined ? [] : [agentLeg])]
    const notice = await noticeOf(rule, parts.speech)
    if (notice) await Promise.all(legs.map((leg) => parts.voice.play(leg, notice)))
    await start(call)
  } catch (error) {
    parts.log.error({ err: error }, 'a talk that should be recorded is not')
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
    return startBy(call, by)
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
  await (action === 'pause' ? running.pause() : running.resume())
  await call.parts.doWork(talk.tenantId, by, (work) =>
    notePause(work, talk, action === 'pause' ? 'paused' : 'resumed'),
  )
  return talk.id
}

/** Does what an order wants of the recording, whatever the call does. What does not fit is left undone. */
export async function recordByOrder(
  call: CallInProgress,
  { kind, by }: Extract<CallOrder, RecordingDeed>,
): Promise<void> {
  try {
    await (kind === 'record' ? startBy(call, by) : controlRecording(call, actionOf[kind], by))
  } catch (error) {
    call.parts.log.warn({ err: error, action: kind }, 'a recording could not be changed')
  }
}

const actionOf = {
  pause_recording: 'pause',
  resume_recording: 'resume',
  stop_recording: 'stop',
} as const

async function startBy(call: CallInProgress, by: Actor): Promise<string> {
  if (call.recording) throw conflict('It is being recorded already.')
  const { talk } = await start(call)
  await call.parts.doWork(talk.tenantId, by, (work) => work.audit('recording.started', talk.id))
  return talk.id
}

/** Ends the talk's recording, if there is one; it becomes ready by itself. */
export async function endRecording(call: CallInProgress): Promise<void> {
  const { recording } = call
  call.recording = undefined
  await recording?.running.stop()
}

async function start(call: CallInProgress): Promise<TalkBeingRecorded> {
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
  const recording = { talk, running }
  call.recording = recording
  void running.over.then(() => {
    if (call.recording === recording) call.recording = undefined
  })
  return recording
}

/** What both hear before they are recorded by the rule; nothing, where it does not ask for it. */
async function noticeOf(rule: RecordingRule, speech: Speech): Promise<AudioSource | undefined> {
  if (rule === 'on_with_announcement') return spoken(speech, phrases.recorded)
  return rule === 'on_with_beep' ? recordingBeep : undefined
}

const conflict = (detail: string): Refusal => new Refusal('conflict', { detail })
