import { isBusy } from '@iris/softphone'
import type { CallState } from '@iris/softphone'
import { formatDuration } from '@iris/ui'
import { phoneWords } from './phone-words.ts'

/** What the phone shows: a number to call, a call, or how the last one ended. */
export type Screen = 'dial' | 'call' | 'ended'

export function screenOf(call: CallState): Screen {
  if (isBusy(call)) return 'call'
  return call.kind === 'ended' ? 'ended' : 'dial'
}

/** A call's state in words: in short, and what more there is to say. */
export interface CallWords {
  readonly title: string
  readonly detail: string
}

export function callWords(call: CallState, lineUp: boolean): CallWords {
  switch (call.kind) {
    case 'idle':
    case 'offered':
      return { title: '', detail: '' }
    case 'calling':
      return { title: phoneWords(`states.${call.stage}`), detail: '' }
    case 'connecting':
      return { title: phoneWords('states.connecting'), detail: '' }
    case 'in-call':
      return talkWords(call, lineUp)
    case 'ended':
      return { title: endWords(call), detail: phoneWords(`causes.${call.cause}`) }
  }
}

function endWords({ connectedAt, endedAt }: Extract<CallState, { kind: 'ended' }>): string {
  if (connectedAt === null) return phoneWords('states.ended')
  return phoneWords('states.endedAfter', { time: formatDuration(endedAt - connectedAt) })
}

function talkWords(call: Extract<CallState, { kind: 'in-call' }>, lineUp: boolean): CallWords {
  const title = phoneWords('states.connected')
  if (call.audio === 'interrupted') return { title, detail: phoneWords('states.interrupted') }
  if (!lineUp) return { title, detail: phoneWords('states.reconnecting') }
  if (call.hold !== 'none') return { title: phoneWords('states.held'), detail: '' }
  if (call.remoteHeld) return { title: phoneWords('states.remoteHeld'), detail: '' }
  return { title, detail: call.muted ? phoneWords('states.muted') : '' }
}
