import type { CallOrder } from '@iris/contracts'
import { type CallInProgress, hangUp } from './call-in-progress.ts'
import {
  beginConsult,
  beginDial,
  cancelConsult,
  changeMute,
  leaveToColleague,
  merge,
  swap,
} from './transfers/consult-stage.ts'
import { declineFor } from './ringing/decline.ts'
import { park, pickUp } from './transfers/park-stage.ts'
import { stopSupervising, supervise } from './talk/supervision.ts'
import { transfer } from './transfers/transfer-stage.ts'
import { recordByOrder } from './talk/recording-stage.ts'
import { actBeside } from './verbs/act-beside.ts'
import { leadAnew } from './verbs/lead-anew.ts'

/** Carries out what somebody wants done with the call. What no longer fits where it stands is left undone. */
export async function carryOut(call: CallInProgress, order: CallOrder): Promise<void> {
  switch (order.kind) {
    case 'transfer':
      return transfer(call, order)
    case 'consult':
      return beginConsult(call, order)
    case 'dial':
      return beginDial(call, order)
    case 'swap':
      return swap(call)
    case 'merge':
      return merge(call)
    case 'complete':
      return leaveToColleague(call)
    case 'cancel':
      return cancelConsult(call)
    case 'decline':
      return declineFor(call, order)
    case 'park':
      return park(call)
    case 'pick_up':
      return pickUp(call, order)
    case 'mute':
    case 'unmute':
      return changeMute(call, order)
    case 'hangup':
      // Nobody has taken yet what is still being dialled.
      return hangUp(
        call,
        order.as,
        call.phase.kind === 'dialling' ? 'ORIGINATOR_CANCEL' : (order.cause ?? 'NORMAL_CLEARING'),
      )
    case 'say':
    case 'play':
    case 'stop_playing':
    case 'send_digits':
    case 'gather':
      return actBeside(call, order)
    case 'record':
    case 'pause_recording':
    case 'resume_recording':
    case 'stop_recording':
      return recordByOrder(call, order)
    case 'lead':
    case 'lead_by_flow':
      return leadAnew(call, order)
    case 'limit':
      clearTimeout(call.limit)
      call.limit = setTimeout(() => call.post({ kind: 'hang-up' }), order.timeLimitMs)
      return
    case 'supervise':
      return supervise(call, order)
    case 'stop_supervising':
      return stopSupervising(call)
  }
}
