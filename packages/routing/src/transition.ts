import type { AgentEvent, AgentState, NextState, RefusalCode, Transition } from './agent-state.ts'

type EventOf<Kind extends AgentEvent['kind']> = Extract<AgentEvent, { kind: Kind }>
type OfferEnd = EventOf<
  'offer_accepted' | 'offer_missed' | 'offer_rejected' | 'offer_withdrawn' | 'offer_unreachable'
>

/**
 * What becomes of an agent: the new state, or why the event cannot be, in words for the agent. Never throws.
 *
 * - An offer goes only to an available agent. Accepted it becomes the call; missed, the agent is *not responding* until
 *   they choose again, or offline if that was to come next; rejected or withdrawn, they are what they chose to be next
 *   (available by default); a phone that could not be rung leaves them offline.
 * - Whoever has nothing in hand may go into a call of their own accord, and is afterwards what they were before.
 * - A call ends in wrap-up if there is any, else in what was chosen to be next.
 * - Who is gone is offline at once, whatever was offered or to be done after a call; a call goes on, and leaves them offline.
 * - A lost phone takes an idle agent offline at once. During an offer, a call or wrap-up it changes nothing yet: their end
 *   decides, by `phoneReady`. A call that ends without a phone leaves the agent offline, without wrap-up.
 * - A call of the agent's own is a call like any other; after it they are what they were before.
 * - Nobody becomes available without a phone.
 * - `sinceMs` is when the agent came to be of that kind (and reason); choosing what one already is leaves it.
 */
export function transition(state: AgentState, event: AgentEvent, nowMs: number): Transition {
  switch (event.kind) {
    case 'choose':
      return choose(state, event, nowMs)
    case 'offered':
      return offer(state, event.callId, nowMs)
    case 'call_joined':
      return join(state, event.callId, nowMs)
    case 'offer_accepted':
    case 'offer_missed':
    case 'offer_rejected':
    case 'offer_withdrawn':
    case 'offer_unreachable':
      return endOffer(state, event, nowMs)
    case 'call_placed':
      return placeCall(state, event.callId, nowMs)
    case 'call_ended':
      return endCall(state, event, nowMs)
    case 'wrap_up_finished':
      return finishWrapUp(state, event.phoneReady, nowMs)
    case 'wrap_up_lapsed':
      if (state.kind === 'wrap_up' && (state.endsAtMs === null || nowMs < state.endsAtMs)) {
        return refused('too_early', 'There is time left for after-call work.')
      }
      return finishWrapUp(state, event.phoneReady, nowMs)
    case 'wrap_up_extended':
      return extendWrapUp(state, event.byMs)
    case 'work_missed':
      if (state.kind !== 'available') return { kind: 'unchanged', state }
      return moved({ kind: 'not_responding', sinceMs: nowMs })
    case 'gone':
      return leave(state, nowMs)
    case 'phone_lost':
      return losePhone(state, nowMs)
    case 'phone_ready':
      return { kind: 'unchanged', state }
  }
}

function choose(state: AgentState, event: EventOf<'choose'>, nowMs: number): Transition {
  const { next, phoneReady } = event
  switch (state.kind) {
    case 'offering':
    case 'in_call':
    case 'wrap_up':
      if (isSame(state.next, next)) return { kind: 'unchanged', state }
      return moved({ ...state, next })
    case 'offline':
    case 'available':
    case 'not_ready':
    case 'not_responding':
      if (next.kind === 'available' && !phoneReady) {
        return refused('no_phone', 'Your phone is not connected, so no call could reach you.')
      }
      if (isSame(state, next)) return { kind: 'unchanged', state }
      return moved({ ...next, sinceMs: nowMs })
  }
}

function offer(state: AgentState, callId: string, nowMs: number): Transition {
  if (state.kind !== 'available') {
    return refused('wrong_state', `Nothing can be offered: the agent is ${words[state.kind]}.`)
  }
  return moved({ kind: 'offering', callId, next: { kind: 'available' }, sinceMs: nowMs })
}

function join(state: AgentState, callId: string, nowMs: number): Transition {
  switch (state.kind) {
    case 'offering':
    case 'in_call':
    case 'wrap_up':
      return refused('wrong_state', `You are ${words[state.kind]}: end that first.`)
    case 'offline':
    case 'available':
    case 'not_ready':
    case 'not_responding':
      return moved({ kind: 'in_call', callId, next: choiceOf(state), sinceMs: nowMs })
  }
}

type Idle = Extract<AgentState, { kind: 'offline' | 'available' | 'not_ready' | 'not_responding' }>

/** What an idle agent chose to be. Who did not respond had chosen to be available, and is plainly there. */
function choiceOf(state: Idle): NextState {
  switch (state.kind) {
    case 'not_ready':
      return { kind: 'not_ready', reason: state.reason }
    case 'offline':
      return { kind: 'offline' }
    case 'available':
    case 'not_responding':
      return { kind: 'available' }
  }
}

function endOffer(state: AgentState, event: OfferEnd, nowMs: number): Transition {
  if (state.kind !== 'offering') return refused('wrong_state', 'There is no offer any more.')
  if (state.callId !== event.callId) return refused('other_call', 'That offer is over.')
  switch (event.kind) {
    case 'offer_accepted':
      return moved({ ...state, kind: 'in_call', sinceMs: nowMs })
    case 'offer_missed':
      return moved({
        kind: state.next.kind === 'offline' ? 'offline' : 'not_responding',
        sinceMs: nowMs,
      })
    case 'offer_rejected':
    case 'offer_withdrawn':
      return moved({ ...state.next, sinceMs: nowMs })
    case 'offer_unreachable':
      return moved({ kind: 'offline', sinceMs: nowMs })
  }
}

function endCall(state: AgentState, event: EventOf<'call_ended'>, nowMs: number): Transition {
  if (state.kind !== 'in_call') return refused('wrong_state', 'There is no call any more.')
  if (state.callId !== event.callId) return refused('other_call', 'That call is over.')
  if (!event.phoneReady) return moved({ kind: 'offline', sinceMs: nowMs })
  const { wrapUpMs, queueId = null } = event
  if (wrapUpMs !== null && wrapUpMs <= 0) return moved({ ...state.next, sinceMs: nowMs })
  return moved({
    kind: 'wrap_up',
    callId: state.callId,
    queueId,
    endsAtMs: wrapUpMs === null ? null : nowMs + wrapUpMs,
    extended: false,
    next: state.next,
    sinceMs: nowMs,
  })
}

/** Afterwards the agent is what they were, or what was to come next. Who missed a call and calls now is there again. */
function placeCall(state: AgentState, callId: string, nowMs: number): Transition {
  switch (state.kind) {
    case 'offering':
    case 'in_call':
      return refused('wrong_state', `You cannot call now: you are ${words[state.kind]}.`)
    case 'wrap_up':
      return moved({ kind: 'in_call', callId, next: state.next, sinceMs: nowMs })
    case 'available':
    case 'not_responding':
      return moved({ kind: 'in_call', callId, next: { kind: 'available' }, sinceMs: nowMs })
    case 'not_ready': {
      const next = { kind: 'not_ready', reason: state.reason } as const
      return moved({ kind: 'in_call', callId, next, sinceMs: nowMs })
    }
    case 'offline':
      return moved({ kind: 'in_call', callId, next: { kind: 'offline' }, sinceMs: nowMs })
  }
}

function finishWrapUp(state: AgentState, phoneReady: boolean, nowMs: number): Transition {
  if (state.kind !== 'wrap_up') return refused('wrong_state', 'There is no after-call work to end.')
  const next: NextState =
    state.next.kind === 'available' && !phoneReady ? { kind: 'offline' } : state.next
  return moved({ ...next, sinceMs: nowMs })
}

function extendWrapUp(state: AgentState, byMs: number): Transition {
  if (state.kind !== 'wrap_up') {
    return refused('wrong_state', 'There is no after-call work to extend.')
  }
  if (state.endsAtMs === null) {
    return refused('no_end', 'After-call work lasts until you end it.')
  }
  if (state.extended) {
    return refused('already_extended', 'After-call work can be extended once only.')
  }
  return moved({ ...state, endsAtMs: state.endsAtMs + Math.max(0, byMs), extended: true })
}

function leave(state: AgentState, nowMs: number): Transition {
  switch (state.kind) {
    case 'offline':
      return { kind: 'unchanged', state }
    case 'in_call':
      if (state.next.kind === 'offline') return { kind: 'unchanged', state }
      return moved({ ...state, next: { kind: 'offline' } })
    case 'available':
    case 'not_ready':
    case 'offering':
    case 'wrap_up':
    case 'not_responding':
      return moved({ kind: 'offline', sinceMs: nowMs })
  }
}

function losePhone(state: AgentState, nowMs: number): Transition {
  switch (state.kind) {
    case 'available':
    case 'not_ready':
    case 'not_responding':
      return moved({ kind: 'offline', sinceMs: nowMs })
    case 'offline':
    case 'offering':
    case 'in_call':
    case 'wrap_up':
      return { kind: 'unchanged', state }
  }
}

const words: Record<AgentState['kind'], string> = {
  offline: 'offline',
  available: 'available',
  not_ready: 'not ready',
  offering: 'being offered a contact',
  in_call: 'in a call',
  wrap_up: 'in after-call work',
  not_responding: 'not responding',
}

function isSame(state: AgentState | NextState, next: NextState): boolean {
  if (state.kind !== 'not_ready' || next.kind !== 'not_ready') return state.kind === next.kind
  return state.reason === next.reason
}

function moved(state: AgentState): Transition {
  return { kind: 'moved', state }
}

function refused(code: RefusalCode, message: string): Transition {
  return { kind: 'refused', code, message }
}
