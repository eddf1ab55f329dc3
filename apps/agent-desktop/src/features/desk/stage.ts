import type { AgentState, DeskContact } from '@iris/contracts'
import type { CallState, EndCause, Offer, Peer } from '@iris/softphone'

/** Who it is about, put together from what the phone and the backend know. */
export interface Contact {
  readonly callId: string | null
  readonly direction: 'inbound' | 'outbound'
  /** The other party. */
  readonly from: { readonly value: string; readonly display: string }
  /** The number of ours, where that is known. */
  readonly number: string
  readonly queue: string
  /** RFC 3339; `null` where nobody said. */
  readonly waitingSince: string | null
  /** Whether it is a conference: `from` then has its name. */
  readonly inConference: boolean
}

type InCall = Extract<CallState, { kind: 'in-call' }>
type WrapUp = Extract<AgentState, { kind: 'wrap_up' }>

/** What the desk is about, as one of a few. */
export type Stage =
  | { readonly kind: 'idle' }
  /** Rings here. Times in milliseconds of this machine's clock and the backend's, respectively. */
  | {
      readonly kind: 'offer'
      readonly contact: Contact
      readonly offeredAt: number
      readonly expiresAt: string | null
      /** A colleague who gives the caller away or asks for advice. */
      readonly colleague: Offer['colleague']
      /** Whether the user has asked for it: then the phone is taken up without a word. */
      readonly isAskedFor: boolean
    }
  /** The agent calls somebody, who has not taken the call yet. */
  | { readonly kind: 'calling'; readonly contact: Contact; readonly ringing: boolean }
  | { readonly kind: 'connecting'; readonly contact: Contact }
  | { readonly kind: 'call'; readonly contact: Contact; readonly call: InCall }
  /** It is over on the phone; the backend has yet to say what is next. */
  | { readonly kind: 'ending'; readonly contact: Contact; readonly cause: EndCause }
  | {
      readonly kind: 'wrap-up'
      readonly contact: Contact
      readonly wrapUp: WrapUp
      /** How the talk ended and how long it was, where this tab knows. */
      readonly cause: EndCause | null
      readonly talkedMs: number | null
    }
  /** The backend has a contact in this agent's hands, and this tab's phone does not. */
  | { readonly kind: 'elsewhere'; readonly contact: Contact; readonly ringing: boolean }

/** What the desk knows, from the phone and from the backend. */
export interface Known {
  readonly call: CallState
  readonly state: AgentState | undefined
  readonly contact: DeskContact | null
  /** The time at the backend, in milliseconds since the epoch. */
  readonly now: () => number
}

/** The INVITE and the news of it come by different ways: so long may one be ahead of the other. */
const newsAheadMs = 2500

/** Decides what the desk is about: the phone's word counts for what is on it, the backend's for everything else. */
export function stageOf(known: Known): Stage {
  const { call, contact } = known
  switch (call.kind) {
    case 'offered':
      return {
        kind: 'offer',
        contact: contactOf(call.offer, contact),
        offeredAt: call.offeredAt,
        expiresAt: call.offer.expiresAt,
        colleague: call.offer.colleague,
        isAskedFor: call.offer.isAskedFor,
      }
    case 'calling':
      return {
        kind: 'calling',
        contact: contactWith(call.peer, contact),
        ringing: call.stage === 'ringing',
      }
    case 'connecting':
    case 'in-call': {
      const who = contactWith(call.peer, contact)
      return call.kind === 'connecting'
        ? { kind: 'connecting', contact: who }
        : { kind: 'call', contact: who, call }
    }
    default:
      return stageWithoutCall(known)
  }
}

function stageWithoutCall({ call, state, contact, now }: Known): Stage {
  const ended = call.kind === 'ended' ? call : undefined
  const offer = ended?.peer.direction === 'incoming' ? ended.peer.offer : undefined
  if (state?.kind === 'wrap_up') {
    const isThisOne = ended !== undefined && offer?.callId === state.callId
    const talkedMs =
      isThisOne && ended.connectedAt !== null ? ended.endedAt - ended.connectedAt : null
    return {
      kind: 'wrap-up',
      contact: contact ? fromDesk(contact) : contactOf(isThisOne ? offer : undefined, null),
      wrapUp: state,
      cause: isThisOne ? ended.cause : null,
      talkedMs,
    }
  }
  if (state?.kind !== 'offering' && state?.kind !== 'in_call') return { kind: 'idle' }
  const isOwn = ended?.peer.direction === 'outgoing' && contact?.direction !== 'inbound'
  if (ended && (isOwn || offer?.callId === state.callId)) {
    return { kind: 'ending', contact: contactWith(ended.peer, contact), cause: ended.cause }
  }
  if (now() - Date.parse(state.since) < newsAheadMs) return { kind: 'idle' }
  const who = contact ? fromDesk(contact) : contactOf(undefined, null)
  return { kind: 'elsewhere', contact: who, ringing: state.kind === 'offering' }
}

/** Whom the phone's call is with: one who was offered, or a number that was dialled. */
function contactWith(peer: Peer, desk: DeskContact | null): Contact {
  if (peer.direction === 'incoming') return contactOf(peer.offer, desk)
  if (desk?.direction === 'outbound') return fromDesk(desk)
  const from = { value: peer.target, display: peer.target }
  return {
    callId: null,
    direction: 'outbound',
    from,
    number: '',
    queue: '',
    waitingSince: null,
    inConference: false,
  }
}

function contactOf(offer: Offer | undefined, desk: DeskContact | null): Contact {
  if (desk && (!offer || desk.callId === offer.callId)) return fromDesk(desk)
  const address = offer?.caller.address ?? ''
  return {
    callId: offer?.callId ?? null,
    direction: 'inbound',
    from: { value: address, display: offer?.caller.name ?? address },
    number: offer?.number ?? '',
    queue: offer?.queue ?? '',
    waitingSince: offer?.waitingSince ?? null,
    inConference: false,
  }
}

function fromDesk(contact: DeskContact): Contact {
  const { callId, direction, from, number, queue, waitingSince, inConference } = contact
  // What a call of ours shows is not known before a trunk was asked.
  const isKnown = direction === 'inbound' || number.value !== 'anonymous'
  return {
    callId,
    direction,
    from,
    number: isKnown ? number.display : '',
    queue: queue?.name ?? '',
    waitingSince,
    inConference,
  }
}
