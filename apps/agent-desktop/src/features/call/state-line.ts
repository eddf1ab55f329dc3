import type { CallState } from '@iris/softphone'
import { callWords } from './call-words.ts'

export interface StateLine {
  readonly kind: 'trouble' | 'held' | 'muted'
  readonly text: string
  readonly serious: boolean
}

/** What is particular about a call now, the gravest first: a sentence, or nothing when both just talk. */
export function stateLine(
  call: Extract<CallState, { kind: 'in-call' }>,
  lineUp: boolean,
  /** Whom the call is with. */
  other: 'inbound' | 'outbound' | 'conference',
): StateLine | undefined {
  if (call.audio === 'interrupted') return trouble('interrupted')
  if (!lineUp) return trouble('reconnecting')
  if (call.hold === 'held') {
    return { kind: 'held', text: callWords(`state.held.${other}`), serious: false }
  }
  if (call.hold === 'holding' || call.hold === 'resuming') {
    return { kind: 'held', text: callWords(`state.${call.hold}`), serious: false }
  }
  if (call.remoteHeld) return { kind: 'held', text: callWords('state.remoteHeld'), serious: false }
  if (call.muted) return { kind: 'muted', text: callWords('state.muted'), serious: false }
  return undefined
}

function trouble(kind: 'interrupted' | 'reconnecting'): StateLine {
  return { kind: 'trouble', text: callWords(`state.${kind}`), serious: true }
}
