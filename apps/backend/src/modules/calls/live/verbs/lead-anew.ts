import type { CallOrder } from '@iris/contracts'
import { setTimeout as wait } from 'node:timers/promises'
import { type CallInProgress, nextInBackground } from '../call-in-progress.ts'
import { endTrace } from '../flow/flow-trace.ts'
import { leaveQueue } from '../waiting/queue-stage.ts'
import { endTalkRecording } from '../talk/recording-stage.ts'
import { endSupervision } from '../talk/supervision.ts'
import { leaveTalk } from '../transfers/transfer-stage.ts'
import { forgetDialledTalk } from '../acts/dialled-talk.ts'
import { transferToFlow } from './transfer-verb.ts'
import { beginVerbs } from './verb-stage.ts'

/** A conference is left, and whoever was dialled let go, in far less; a text that is being spoken may take longer. */
const cleanUpMs = 3000

/** Goes on with another list of verbs, or another flow, in place of whatever the call does; an agent is let go. */
export async function leadAnew(
  call: CallInProgress,
  order: Extract<CallOrder, { kind: 'lead' | 'lead_by_flow' }>,
): Promise<void> {
  if (!(await leaveWhatItDoes(call))) {
    call.parts.log.info({ phase: call.phase.kind }, 'a call cannot be led anew as it stands now')
    return
  }
  call.flow = undefined
  endTrace(call, 'replaced', [], Date.now())
  call.isDetecting = false
  if (order.kind === 'lead') return beginVerbs(call, order.programme)
  return transferToFlow(call, order.flowId)
}

async function leaveWhatItDoes(call: CallInProgress): Promise<boolean> {
  const { phase } = call
  switch (phase.kind) {
    case 'flow':
      nextInBackground(call)
      await Promise.race([call.doing, wait(cleanUpMs)])
      break
    case 'queued':
      clearTimeout(call.timer)
      await leaveQueue(call, phase)
      break
    case 'talking': {
      if (phase.consult) return false
      const move = await leaveTalk(call, phase, 'replaced')
      call.phase = { kind: 'flow' }
      await call.parts.control.moved([move])
      break
    }
    case 'forwarded': {
      clearTimeout(call.timer)
      const [leg] = phase.talk.otherLegs
      call.phase = { kind: 'flow' }
      await endSupervision(call)
      await Promise.all([phase.talk.end(), endTalkRecording(call)])
      if (leg !== undefined) await call.parts.voice.hangup(leg, 'NORMAL_CLEARING')
      break
    }
    default:
      return false
  }
  forgetDialledTalk(call)
  call.path.close('replaced', Date.now())
  return true
}
