import type { VerbResult } from '@iris/contracts'
import type { ConferenceWish } from '@iris/flow'
import type { CallInProgress } from '../call-in-progress.ts'

type ConferenceResult = Extract<VerbResult, { verb: 'conference' }>

const outcomeOf = { kicked: 'removed', ended: 'ended', left: 'left', 'leg-ended': 'left' } as const

/** Takes the caller into a conference until they are out of it. An aborted signal takes them out. */
export async function takePart(
  call: CallInProgress,
  wish: ConferenceWish,
  signal: AbortSignal,
): Promise<ConferenceResult> {
  const { facts, parts, leg } = call
  await parts.voice.stop(leg.id)
  const joined = await parts.conferences.join({
    tenantId: facts.tenantId,
    callId: facts.id,
    leg: leg.id,
    label: facts.from.display,
    ...wish,
  })
  if (joined.kind === 'refused') {
    parts.log.info({ why: joined.why }, 'a conference did not take a caller')
    return { verb: 'conference', outcome: 'refused', conferenceId: null }
  }
  const leave = () => {
    joined.leave().catch((error: unknown) => {
      parts.log.warn({ err: error }, 'a caller could not leave a conference')
    })
  }
  if (signal.aborted) leave()
  signal.addEventListener('abort', leave, { once: true })
  await parts.ledger.inConference()
  const outcome = outcomeOf[await joined.left]
  signal.removeEventListener('abort', leave)
  return { verb: 'conference', outcome, conferenceId: joined.conferenceId }
}
