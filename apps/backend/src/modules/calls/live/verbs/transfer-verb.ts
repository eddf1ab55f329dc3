import type { VerbOf } from '@iris/contracts'
import { type CallInProgress, hangUp, nextInBackground } from '../call-in-progress.ts'
import { beginFlow } from '../flow/flow-stage.ts'
import { dialParties, letGoOfDialled } from '../acts/dial-parties.ts'
import { publishedFlow, takeOverBy } from '../acts/published-flow.ts'
import { enqueueByVerb } from './enqueue-verb.ts'

/** Gives the call away for good: to a queue, a flow or a number. Where that cannot be, the call ends. */
export async function transferByVerb(
  call: CallInProgress,
  { to, ringTimeoutMs, callerId }: VerbOf<'transfer'>,
): Promise<void> {
  if ('queueId' in to) return enqueueByVerb(call, { queueId: to.queueId, priority: 0 })
  if ('flowId' in to) return transferToFlow(call, to.flowId)
  const signal = nextInBackground(call)
  const step = call.verbs?.step ?? 0
  const dialled = dialParties(
    call,
    {
      to: [to],
      strategy: 'in_turn',
      ringTimeoutMs,
      callerId,
      refuseMachines: false,
    },
    signal,
  )
  dialled
    .catch((error: unknown) => {
      call.parts.log.warn({ err: error }, 'a number could not be dialled')
    })
    .then(async (came) => {
      if (!came || !('leg' in came)) {
        if (!signal.aborted) call.post({ kind: 'hang-up', by: 'flow' })
      } else if (signal.aborted) await letGoOfDialled(call, came)
      else call.post({ kind: 'verb-came', step, outcome: { kind: 'dialled', answered: came } })
    })
    .catch(() => undefined)
}

/** Goes on with a published flow, as if it had answered. */
export async function transferToFlow(call: CallInProgress, flowId: string): Promise<void> {
  const answering = await publishedFlow(call, flowId)
  if (!answering) {
    call.parts.log.warn({ flowId }, 'a call was to go on with a flow that is not published')
    return hangUp(call, 'flow', 'NORMAL_TEMPORARY_FAILURE')
  }
  takeOverBy(call, answering)
  await beginFlow(call)
}
