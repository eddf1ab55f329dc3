import type { VerbOf, VerbResult } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { findRecording } from '../../../recordings/repository.ts'
import { talkSheet } from '../../../recordings/talk-sheet.ts'
import type { CallInProgress } from '../call-in-progress.ts'

/**
 * Records what the caller says until they finish it by a key, fall silent or use up the time. Rejects when the signal is
 * aborted; what was recorded until then is kept.
 */
export async function recordByVerb(
  call: CallInProgress,
  { beep, maxMs, silenceEndMs, finishOnKey }: VerbOf<'record'>,
  signal: AbortSignal,
): Promise<Extract<VerbResult, { verb: 'record' }>> {
  const { facts, parts, leg } = call
  const startedAtMs = Date.now()
  const id = uuidv7({ msecs: startedAtMs })
  const sheet = talkSheet({
    id,
    tenantId: facts.tenantId,
    nodeId: parts.nodeId,
    callId: facts.id,
    queueId: null,
    agentId: null,
    startedAtMs,
  })
  const running = await parts.recorder.start(sheet, leg.id, {
    channels: 'party',
    beep,
    maxMs,
    ...(silenceEndMs !== undefined && { silenceEndMs }),
  })
  const stop = () => void running.stop().catch(() => undefined)
  leg.forgetTypedAhead()
  const stopListening = leg.onKey((key) => {
    if (key === finishOnKey) stop()
  })
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  await running.over
  stopListening()
  signal.removeEventListener('abort', stop)
  const row = await parts.doWork(facts.tenantId, null, (work) => findRecording(work.tx, id))
  const isReady = row?.state === 'ready'
  return {
    verb: 'record',
    outcome: isReady ? 'recorded' : 'failed',
    recordingId: isReady ? id : null,
    durationMs: row?.duration_ms ?? 0,
  }
}
