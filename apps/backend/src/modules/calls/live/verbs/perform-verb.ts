import type { VerbResult } from '@iris/contracts'
import { setTimeout as wait } from 'node:timers/promises'
import type { CallInProgress } from '../call-in-progress.ts'
import { requestCallbackOf } from '../waiting/callback-request.ts'
import { recordCall } from '../talk/recording-stage.ts'
import { takePart } from '../acts/take-part.ts'
import { type DialAnswered, dialParties } from '../acts/dial-parties.ts'
import { gatherEntry } from '../acts/gather-entry.ts'
import { heardOf, playSourceOf } from '../acts/heard.ts'
import { recordByVerb } from './record-verb.ts'
import type { TimedVerb } from './verb-stage.ts'

/** What came of a verb. */
export type VerbOutcome =
  | { readonly kind: 'done' | 'failed'; readonly result?: VerbResult }
  /** Somebody was dialled, and talks with the caller before there is a result. */
  | { readonly kind: 'dialled'; readonly answered: DialAnswered }

const done: VerbOutcome = { kind: 'done' }

/** Carries out a verb that takes its time. Rejects when it cannot, or the signal is aborted. */
export async function performVerb(
  call: CallInProgress,
  verb: TimedVerb,
  signal: AbortSignal,
): Promise<VerbOutcome> {
  const { leg, parts } = call
  switch (verb.kind) {
    case 'ring':
      if (call.isAnswered) return done
      await parts.voice.ring(leg.id)
      await wait(verb.ms, undefined, { signal })
      return done
    case 'pause':
      await wait(verb.ms, undefined, { signal })
      return done
    case 'say':
      await playThrough(call, await heardOf(call, [verb], signal), { signal })
      return done
    case 'play': {
      const { offsetMs } = verb
      await playThrough(call, await playSourceOf(call, verb, signal), { signal, offsetMs })
      return done
    }
    case 'gather':
      return orElse(
        { verb: 'gather', outcome: 'failed', digits: '' },
        { call, signal },
        async () => ({ verb: 'gather', ...(await gatherEntry(call, verb, signal)) }),
      )
    case 'record':
      return orElse(
        { verb: 'record', outcome: 'failed', recordingId: null, durationMs: 0 },
        { call, signal },
        () => recordByVerb(call, verb, signal),
      )
    case 'record_call':
      await recordCall(call, verb.action, signal)
      return done
    case 'dial':
      return orElse(
        {
          verb: 'dial',
          outcome: 'failed',
          cause: 'NORMAL_TEMPORARY_FAILURE',
          answeredBy: null,
          talkMs: 0,
        },
        { call, signal },
        async () => {
          const came = await dialParties(call, verb, signal)
          return 'leg' in came ? { kind: 'dialled', answered: came } : came
        },
      )
    case 'conference':
      return orElse(
        { verb: 'conference', outcome: 'failed', conferenceId: null },
        { call, signal },
        () => takePart(call, verb, signal),
      )
    case 'callback':
      return orElse(
        { verb: 'callback', outcome: 'failed', callbackId: null },
        { call, signal },
        async () => {
          const callbackId = await requestCallbackOf(call, verb)
          return { verb: 'callback', outcome: 'requested', callbackId }
        },
      )
    case 'send_digits':
      await parts.voice.sendDtmf(leg.id, verb.digits)
      return done
  }
}

/** What a verb with a result came to; where it could not be done, that is its result. */
async function orElse(
  failed: VerbResult,
  { call, signal }: { readonly call: CallInProgress; readonly signal: AbortSignal },
  task: () => Promise<VerbResult | Extract<VerbOutcome, { kind: 'dialled' }>>,
): Promise<VerbOutcome> {
  try {
    const came = await task()
    return 'verb' in came ? { kind: 'done', result: came } : came
  } catch (error) {
    signal.throwIfAborted()
    call.parts.log.warn({ err: error, verb: failed.verb }, 'a verb could not be carried out')
    return { kind: 'failed', result: failed }
  }
}

async function playThrough(
  { leg }: CallInProgress,
  source: Parameters<CallInProgress['leg']['play']>[0],
  { signal, offsetMs = 0 }: { readonly signal: AbortSignal; readonly offsetMs?: number },
): Promise<void> {
  const { ended } = await leg.play(source, signal, { offsetMs })
  if ((await ended) === 'failed') throw new Error('It could not be played.')
}
