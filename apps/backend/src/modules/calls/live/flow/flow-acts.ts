import type { HangupCause } from '@iris/contracts'
import type { ConferenceWish, DialWish, EntryWish, FlowEvent } from '@iris/flow'
import { countryOf } from '../../../identity/tenant.ts'
import { readNumber } from '../../../numbers/display.ts'
import { readReferTarget } from '../../refer-target.ts'
import { dialParties, letGoOfDialled } from '../acts/dial-parties.ts'
import { beginDialledTalk, takeDialResult } from '../acts/dialled-talk.ts'
import { gatherEntry } from '../acts/gather-entry.ts'
import { takePart } from '../acts/take-part.ts'
import type { CallInProgress, CallMessage } from '../call-in-progress.ts'

/** Says what is asked, and takes what is entered. */
export async function takeEntry(
  call: CallInProgress,
  wish: EntryWish,
  signal: AbortSignal,
): Promise<FlowEvent> {
  const { text, voice, input, hints, finishKey, noInputMs, betweenMs, ...wanted } = wish
  const said = { kind: 'say', text, loop: 1, ...(voice !== undefined && { voice }) } as const
  const { outcome, digits, speech } = await gatherEntry(
    call,
    {
      ...wanted,
      prompts: text === '' ? [] : [said],
      input: [...input],
      hints: [...hints],
      finishOnKey: finishKey,
      firstDigitTimeoutMs: noInputMs,
      interDigitTimeoutMs: betweenMs,
    },
    signal,
  )
  if (outcome === 'timeout') return { kind: 'no_input' }
  if (outcome === 'failed') return { kind: 'failed', reason: 'It could not be asked.' }
  return { kind: 'entered', digits, ...(speech && { speech }) }
}

/** Takes the caller into a conference, until they are out of it. */
export async function confer(
  call: CallInProgress,
  wish: ConferenceWish,
  signal: AbortSignal,
): Promise<FlowEvent> {
  const { outcome } = await takePart(call, wish, signal)
  if (outcome !== 'refused') return { kind: 'done', of: 'conference' }
  return { kind: 'failed', reason: 'The conference is locked or full.' }
}

/** Rings whom the flow calls. Nothing has come of it yet where somebody takes the call: `party-came` follows. */
export async function dialForFlow(
  call: CallInProgress,
  wish: DialWish,
  signal: AbortSignal,
): Promise<FlowEvent | undefined> {
  const { strategy, ringTimeoutMs, whisper, acceptKey, refuseMachines } = wish
  const { timeLimitMs = call.parts.patience.forwardMs } = wish
  const { to, callerId } = await partiesOf(call, wish)
  if (to.length === 0)
    return { kind: 'failed', reason: `There is no ${wish.to.join(', ')} to call.` }
  let isMachine = false
  const came = await dialParties(
    call,
    {
      to,
      strategy,
      ringTimeoutMs,
      callerId,
      refuseMachines,
      machineRefused: () => {
        isMachine = true
      },
      ...(whisper && { whisper: { kind: 'say', loop: 1, ...whisper } }),
      ...(acceptKey !== undefined && { acceptOnKey: acceptKey }),
    },
    signal,
  )
  if (!('leg' in came)) return outcomeOf(came.cause, isMachine)
  call.post({ kind: 'party-came', answered: came, timeLimitMs, signal })
  return undefined
}

/** Those of whom it is known who is meant. */
async function partiesOf({ parts, facts }: CallInProgress, { to, callerId }: DialWish) {
  return parts.doWork(facts.tenantId, null, async (work) => {
    const found: ({ number: string } | { agentId: string })[] = []
    for (const party of to) {
      const target = await readReferTarget(work, party)
      if (target?.kind === 'number') found.push({ number: target.number })
      else if (target?.kind === 'agent') found.push({ agentId: target.agentId })
      else parts.log.warn('a flow calls somebody who is not known')
    }
    const country = await countryOf(work.tx, facts.tenantId)
    return {
      to: found,
      callerId: callerId === undefined ? undefined : readNumber(callerId, country),
    }
  })
}

const busy: ReadonlySet<HangupCause> = new Set(['USER_BUSY', 'CALL_REJECTED'])
const unanswered: ReadonlySet<HangupCause> = new Set([
  'NO_ANSWER',
  'NO_USER_RESPONSE',
  'ALLOTTED_TIMEOUT',
])

function outcomeOf(cause: HangupCause, isMachine: boolean): FlowEvent {
  if (isMachine) return { kind: 'dialled', outcome: 'machine' }
  if (busy.has(cause)) return { kind: 'dialled', outcome: 'busy' }
  if (unanswered.has(cause)) return { kind: 'dialled', outcome: 'no_answer' }
  return { kind: 'failed', reason: `Nobody could be called: ${cause}.` }
}

type PartyCame = Extract<CallMessage, { kind: 'party-came' }>

/** Who was dialled talks with the caller. Gives what came of it at once, where they cannot, or nobody waits for them any more. */
export async function talkWithParty(
  call: CallInProgress,
  { answered, timeLimitMs, signal }: PartyCame,
): Promise<FlowEvent | undefined> {
  if (signal.aborted || call.phase.kind !== 'flow') {
    await letGoOfDialled(call, answered)
    return undefined
  }
  if (await beginDialledTalk(call, { timeLimitMs }, answered)) return undefined
  return { kind: 'failed', reason: 'They could not be connected.' }
}

/** A talk is over; where it began by dialling, that is what has come of the dialling. */
export function afterTalkOfFlow(call: CallInProgress, event: FlowEvent): FlowEvent {
  if (!call.dialledTalk || event.kind !== 'queue_left' || event.outcome !== 'answered') return event
  takeDialResult(call)
  return { kind: 'dialled', outcome: 'answered' }
}
