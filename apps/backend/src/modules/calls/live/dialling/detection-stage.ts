import type { Answerer, MachineDetection } from '@iris/contracts'
import type { VoiceEventOf } from '@iris/telephony'
import { type CallInProgress, hangUp, setTimer } from '../call-in-progress.ts'
import { beginFlow } from '../flow/flow-stage.ts'
import { beginVerbs } from '../verbs/verb-stage.ts'

type Verdict = VoiceEventOf<'leg.machine'>

/** Finds out who has answered; the flow begins once that is known, or the time for it is over. */
export async function beginDetection(
  call: CallInProgress,
  { timeoutMs }: MachineDetection,
): Promise<void> {
  const { facts, parts } = call
  call.isDetecting = true
  setTimer(call, timeoutMs, { kind: 'detection-over' })
  try {
    // At once: what was said before it listens tells nothing any more.
    await parts.voice.detectMachine(facts.callerLeg, { maxMs: timeoutMs })
  } catch (error) {
    parts.log.warn({ err: error }, 'it cannot be found out who answered')
    call.post({ kind: 'detection-over' })
  }
  await parts.ledger.moved(call.path.steps, [], call.answeredAtMs)
  call.answeredAtMs = undefined
}

/** Takes a verdict. Only one that is settled counts: a person is not hung up on because they greeted at length. */
export async function noteAnswerer(call: CallInProgress, verdict: Verdict): Promise<void> {
  const { detection, callerLeg } = call.facts
  if (verdict.leg !== callerLeg || !verdict.settled) return
  await writeDown(call, verdict.verdict, verdict)
  if (!call.isDetecting) return
  const isMachine = verdict.verdict === 'machine'
  if (isMachine && detection?.onMachine === 'hang_up') {
    stopWaiting(call)
    return hangUp(call, 'system', 'NORMAL_CLEARING')
  }
  if (isMachine && detection?.mode === 'wait_for_beep' && !verdict.beep) return
  await goOn(call)
}

/** Nobody waits any longer, neither for a verdict nor for a beep. */
export async function detectionTookTooLong(call: CallInProgress): Promise<void> {
  if (!call.isDetecting) return
  if (call.answeredBy === undefined)
    await writeDown(call, 'unsure', { confidence: 0.5, beep: false })
  await goOn(call)
}

async function goOn(call: CallInProgress): Promise<void> {
  stopWaiting(call)
  const { programme } = call.facts
  await (programme ? beginVerbs(call, programme) : beginFlow(call))
}

function stopWaiting(call: CallInProgress): void {
  call.isDetecting = false
  clearTimeout(call.timer)
}

async function writeDown(
  call: CallInProgress,
  answeredBy: Answerer,
  { confidence, beep }: Pick<Verdict, 'confidence' | 'beep'>,
): Promise<void> {
  call.answeredBy = answeredBy
  await call.parts.ledger.answeredBy(answeredBy, { confidence, beep })
}
