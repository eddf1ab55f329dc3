import type { StateCause } from '@iris/contracts'
import type { AgentEvent } from '@iris/routing'

/** Somebody who does something for an agent. */
export interface Person {
  readonly id: string
  readonly name: string
}

type Why = Extract<StateCause, { kind: 'system' }>['why']

/** Who or what makes an agent another by an event, where nobody says otherwise. */
export function causeOf(event: AgentEvent): StateCause {
  switch (event.kind) {
    case 'choose':
    case 'wrap_up_finished':
    case 'wrap_up_extended':
      return { kind: 'agent' }
    case 'offered':
    case 'call_joined':
    case 'call_placed':
    case 'offer_accepted':
    case 'offer_rejected':
    case 'offer_withdrawn':
    case 'offer_unreachable':
    case 'call_ended':
      return { kind: 'contact', contactId: event.callId }
    case 'offer_missed':
    case 'work_missed':
      return causedBySystem('not_responding')
    case 'wrap_up_lapsed':
      return causedBySystem('wrap_up_over')
    case 'gone':
      return causedBySystem('browser_gone')
    case 'phone_lost':
      return causedBySystem('phone_lost')
    case 'phone_ready':
      return causedBySystem('phone_ready')
  }
}

export function causedBySystem(why: Why): StateCause {
  return { kind: 'system', why }
}

/** Somebody does it for an agent. */
export function causedBy(by: Person): StateCause {
  return { kind: 'supervisor', by }
}
