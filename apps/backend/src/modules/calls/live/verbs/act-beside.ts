import type { LiveAction, TalkParty, VerbResult } from '@iris/contracts'
import { masked } from '@iris/flow'
import type { LegId } from '@iris/telephony'
import type { CallInProgress } from '../call-in-progress.ts'
import { isGone } from '../unless-gone.ts'
import { treatWaiting } from '../waiting/waiting-treatment.ts'
import { gatherEntry } from '../acts/gather-entry.ts'
import { heardOf, playSourceOf } from '../acts/heard.ts'
import { webhookOf } from './verb-stage.ts'

/** Does something beside whatever the call does. What takes its time does not hold the call up; what fails is logged. */
export function actBeside(call: CallInProgress, action: LiveAction): void {
  act(call, action).catch((error: unknown) => {
    if (call.phase.kind === 'over' || isGone(error)) return
    call.parts.log.warn({ err: error, action: action.kind }, 'an action could not be carried out')
  })
}

async function act(call: CallInProgress, action: LiveAction): Promise<void> {
  const { voice } = call.parts
  if (action.kind === 'gather') return gatherBeside(call, action)
  const leg = legOf(call, action.party)
  if (leg === undefined) return
  switch (action.kind) {
    case 'say': {
      const { party: _, ...say } = action
      return playTo(call, leg, { source: await heardOf(call, [say], unbounded()), offsetMs: 0 })
    }
    case 'play': {
      const { offsetMs } = action
      return playTo(call, leg, { source: await playSourceOf(call, action, unbounded()), offsetMs })
    }
    case 'stop_playing':
      await voice.stop(leg)
      return goOnWaiting(call, leg)
    case 'send_digits':
      return voice.sendDtmf(leg, action.digits)
  }
}

async function playTo(
  call: CallInProgress,
  leg: LegId,
  {
    source,
    offsetMs,
  }: { readonly source: Awaited<ReturnType<typeof heardOf>>; readonly offsetMs: number },
): Promise<void> {
  if (leg !== call.facts.callerLeg) {
    await call.parts.voice.play(leg, source, { offsetMs })
    return
  }
  const { ended } = await call.leg.play(source, unbounded(), { offsetMs })
  if ((await ended) === 'finished') goOnWaiting(call, leg)
}

/** What was played took the place of the music; it comes back. */
function goOnWaiting(call: CallInProgress, leg: LegId): void {
  const { phase } = call
  if (phase.kind !== 'queued' || leg !== call.facts.callerLeg) return
  treatWaiting(call, phase.place)
}

/** The times it may take are bounded, so it ends by itself where the call does. */
async function gatherBeside(
  call: CallInProgress,
  action: Extract<LiveAction, { kind: 'gather' }>,
): Promise<void> {
  // What was pressed while people talked was meant for nobody.
  if (call.phase.kind !== 'flow') call.leg.forgetTypedAhead()
  const gathered = await gatherEntry(call, action, unbounded()).catch((error: unknown) => {
    if (!isGone(error)) call.parts.log.warn({ err: error }, 'keys could not be taken')
    return { outcome: 'failed', digits: '' } as const
  })
  if (call.phase.kind === 'over') return
  const result = { verb: 'gather', ...gathered } as const
  await call.parts.ledger.verbResult(masked(result))
  if (action.actionUrl !== undefined) await tellResult(call, action.actionUrl, result)
}

/** Tells an address what came of it. What the call does is not changed by the answer. */
async function tellResult(call: CallInProgress, url: string, result: VerbResult): Promise<void> {
  const { facts, parts } = call
  const question = webhookOf(call, { reason: 'result', result, failure: null })
  const to = { tenantId: facts.tenantId, url, signal: unbounded() }
  const answer = await parts.askForVerbs(to, question)
  if (answer.kind === 'answered') return
  parts.log.warn({ url, failure: answer.failure }, 'a webhook did not take a result')
  await parts.ledger.webhookFailed({ url, failure: answer.failure })
}

function legOf({ phase, facts }: CallInProgress, party: TalkParty): LegId | undefined {
  if (party === 'caller') return facts.callerLeg
  return phase.kind === 'talking' ? phase.talk.legOf(party) : undefined
}

/** Whatever is done has its own bounds in time, and nobody takes it back. */
const unbounded = (): AbortSignal => new AbortController().signal
