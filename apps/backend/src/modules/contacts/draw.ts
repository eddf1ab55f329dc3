import type { EventOf, EventType } from '@iris/contracts'
import {
  type DrawnContact,
  type Leg,
  legsOf,
  type OfferLeg,
  type QueueStay,
  type TalkLeg,
} from './contact.ts'
import { closeLegs, closeStay, closeTalk, type LegChange, openTalk } from './leg-changes.ts'
import { outcomeOf } from './outcome.ts'

/** The events that say something of one contact by itself. */
export const contactEvents = [
  'call.started',
  'contact.created',
  'call.answered',
  'contact.queued',
  'contact.offered',
  'contact.offer_ended',
  'contact.left_queue',
  'call.connected',
  'contact.accepted',
  'call.transfer_started',
  'call.transferred',
  'call.parked',
  'call.consult_changed',
  'call.hold_changed',
  'call.ended',
  'contact.ended',
  'contact.wrapped_up',
] as const satisfies readonly EventType[]

export type ContactEvent = EventOf<(typeof contactEvents)[number]>

/** What happened to a contact without an event of its own. */
export type ContactNote =
  /** Its agent's state says that they are not in it any more. */
  | { readonly kind: 'agent_done'; readonly agentId: string }
  | { readonly kind: 'wrap_up_began'; readonly agentId: string; readonly sinceMs: number }
  | { readonly kind: 'wrap_up_over'; readonly agentId: string }
  /** Nobody carries it any more. */
  | { readonly kind: 'interrupted' }

/** What drawing takes from outside: ids for new legs, and whom a callback is to. */
export interface Given {
  newId(): string
  numberOf(callbackId: string): string
}

export function contactIdOf({ payload }: ContactEvent): string {
  return 'contactId' in payload ? payload.contactId : payload.callId
}

/**
 * A contact after an event. Pure, and total: an event that fits nothing changes nothing, since the one it belongs to may
 * have been lost with its process. `undefined` while there is nothing to draw.
 */
export function draw(
  contact: DrawnContact | undefined,
  event: ContactEvent,
  given: Given,
): DrawnContact | undefined {
  const begun = contact ?? begin(event, given)
  if (!begun || begun.seen.includes(event.id)) return begun
  const next = change(begun, event, given)
  return { ...next, seen: [...next.seen, event.id] }
}

/** Notes what is known of a contact by other ways than its own events. */
export function note(
  contact: DrawnContact,
  { atMs, newId, ...about }: ContactNote & { readonly atMs: number; readonly newId: () => string },
): DrawnContact {
  switch (about.kind) {
    case 'agent_done':
      return withLegs(contact, (leg) => closeTalk(leg, about.agentId, atMs))
    case 'wrap_up_began':
      return beginWrapUp(contact, { ...about, id: newId() })
    case 'wrap_up_over':
      return withLegs(contact, (leg) =>
        leg.kind === 'wrap_up' && leg.agentId === about.agentId && leg.toMs === null
          ? { ...leg, toMs: Math.max(leg.fromMs, atMs) }
          : leg,
      )
    case 'interrupted':
      return end(contact, atMs, true)
  }
}

function begin(event: ContactEvent, { numberOf }: Given): DrawnContact | undefined {
  const { payload, type } = event
  const ordinary = { ...nothingYet, id: contactIdOf(event), startedAtMs: Date.parse(event.at) }
  switch (type) {
    case 'call.started':
      return { ...ordinary, ...partiesOf(payload) }
    case 'contact.created': {
      const { channel, direction, from, subject, numberId } = payload
      return { ...ordinary, channel, direction, from, subject, numberId }
    }
    case 'contact.queued': {
      const { channel, numberId, callbackId } = payload
      const to = callbackId === undefined ? {} : calledBack(numberOf(callbackId))
      return { ...ordinary, channel, numberId, ...to }
    }
    default:
      return undefined
  }
}

const nothingYet = {
  channel: 'voice',
  direction: 'inbound',
  from: '',
  numberId: null,
  subject: '',
  endedAtMs: null,
  outcome: null,
  reached: false,
  disposition: null,
  seen: [],
  legs: [],
} as const

const calledBack = (from: string) => ({ direction: 'outbound', from }) as const

function partiesOf({ direction, from, number, numberId }: EventOf<'call.started'>['payload']) {
  return { direction, from: direction === 'inbound' ? from : number, numberId }
}

function change(contact: DrawnContact, event: ContactEvent, { newId }: Given): DrawnContact {
  const atMs = Date.parse(event.at)
  const { payload, type } = event
  switch (type) {
    case 'call.started':
      return { ...contact, ...partiesOf(payload) }
    case 'call.answered':
      return { ...contact, reached: true }
    case 'contact.created':
      return contact
    case 'contact.queued':
      return open(leftByAgents(contact, atMs), stayOf(event, newId()))
    case 'contact.offered':
      return open(contact, offerOf(event, newId()))
    case 'contact.offer_ended':
      return withLegs(contact, (leg) =>
        leg.kind === 'offer' && leg.agentId === payload.agentId && leg.toMs === null
          ? { ...leg, outcome: payload.outcome, toMs: Math.max(leg.fromMs, atMs) }
          : leg,
      )
    case 'contact.left_queue':
      return leave(contact, payload, atMs)
    case 'call.connected':
    case 'contact.accepted':
      return connect(contact, { ...payload, atMs, id: newId() })
    case 'call.transfer_started':
      return giveAway(contact, payload.agentId, atMs)
    case 'call.transferred':
      return transfer(contact, { ...payload, atMs, id: newId() })
    case 'call.parked':
      return withLegs(contact, (leg) => closeTalk(leg, payload.agentId, atMs))
    case 'call.consult_changed':
      return payload.consult?.state === 'merged' ? markMerged(contact) : contact
    case 'call.hold_changed':
      return withLegs(contact, (leg) => hold(leg, payload, atMs))
    case 'call.ended':
      return end(contact, atMs, payload.cause === 'INTERRUPTED')
    case 'contact.ended':
      return end(contact, atMs, payload.outcome === 'interrupted')
    case 'contact.wrapped_up':
      return wrapUp(contact, payload, { atMs, id: newId() })
  }
}

function stayOf({ payload, at }: EventOf<'contact.queued'>, id: string): QueueStay {
  const { queueId, again, withinMs, shortAbandonMs, callbackId = null } = payload
  const fromMs = Date.parse(at)
  const waitingSinceMs = Date.parse(payload.waitingSince)
  const whole = { agentId: null, outcome: null, fromMs, toMs: null, waitingSinceMs }
  return { kind: 'queue', id, ...whole, queueId, again, callbackId, withinMs, shortAbandonMs }
}

function offerOf({ payload, at }: EventOf<'contact.offered'>, id: string): OfferLeg {
  const { queueId, agentId } = payload
  const fromMs = Date.parse(at)
  return { kind: 'offer', id, queueId, agentId, outcome: null, fromMs, toMs: null }
}

/** Whoever waits talks with nobody: an agent who worked on it has gone. */
function leftByAgents(contact: DrawnContact, atMs: number): DrawnContact {
  return withLegs(contact, (leg) => (leg.kind === 'talk' ? closeTalk(leg, leg.agentId, atMs) : leg))
}

/** Somebody whose contact is over waits no more, and is offered to nobody. */
function open(contact: DrawnContact, leg: Leg): DrawnContact {
  return contact.endedAtMs === null ? { ...contact, legs: [...contact.legs, leg] } : contact
}

/** Whoever is to be called back has no call that could end: with their place, all is over. */
function leave(
  contact: DrawnContact,
  payload: EventOf<'contact.left_queue'>['payload'],
  atMs: number,
): DrawnContact {
  const left = withLegs(contact, (leg) => closeStay(leg, atMs, payload))
  const stay = legsOf(contact, 'queue').at(-1)
  const isOff = payload.outcome === 'cancelled' || payload.outcome === 'queue_deleted'
  return isOff && stay && stay.callbackId !== null ? end(left, atMs, false) : left
}

interface Connection {
  readonly id: string
  readonly atMs: number
  readonly agentId: string
  readonly queueId: string | null
}

function connect(contact: DrawnContact, connection: Connection): DrawnContact {
  const { agentId, atMs } = connection
  const waitsNoMore = withLegs(contact, (leg) =>
    closeStay(leg, atMs, { outcome: 'answered', agentId }),
  )
  return openTalk({ ...waitsNoMore, reached: true }, connection)
}

/** The agent gives it to somebody else. Their state may have said before that they are out of it. */
function giveAway(contact: DrawnContact, agentId: string | null, atMs: number): DrawnContact {
  if (agentId === null) return contact
  const closed = withLegs(contact, (leg) => closeTalk(leg, agentId, atMs))
  const last = closed.legs.findLast((leg) => leg.kind === 'talk' && leg.agentId === agentId)
  return withLegs(closed, (leg) =>
    leg === last && leg.kind === 'talk' ? { ...leg, transferred: true } : leg,
  )
}

function transfer(
  contact: DrawnContact,
  {
    fromAgentId,
    agentId,
    ...to
  }: EventOf<'call.transferred'>['payload'] & { readonly id: string; readonly atMs: number },
): DrawnContact {
  const given = fromAgentId === agentId ? contact : giveAway(contact, fromAgentId, to.atMs)
  return agentId === null ? given : openTalk(given, { ...to, agentId })
}

function markMerged(contact: DrawnContact): DrawnContact {
  return withLegs(contact, (leg) =>
    leg.kind === 'talk' && leg.toMs === null ? { ...leg, conferenced: true } : leg,
  )
}

function hold(
  leg: Leg,
  { agentId, held }: EventOf<'call.hold_changed'>['payload'],
  atMs: number,
): Leg {
  if (leg.kind !== 'talk' || leg.agentId !== agentId || leg.toMs !== null) return leg
  const { heldSinceMs } = leg
  if (held) return { ...leg, heldSinceMs: heldSinceMs ?? Math.max(leg.fromMs, atMs) }
  if (heldSinceMs === null) return leg
  return { ...leg, heldSinceMs: null, holdMs: leg.holdMs + Math.max(0, atMs - heldSinceMs) }
}

function end(contact: DrawnContact, atMs: number, wasInterrupted: boolean): DrawnContact {
  if (contact.endedAtMs !== null) return contact
  const closed = withLegs(contact, (leg) => closeLegs(leg, atMs, wasInterrupted))
  const endedAtMs = Math.max(contact.startedAtMs, atMs)
  return { ...closed, endedAtMs, outcome: outcomeOf(closed, wasInterrupted) }
}

function beginWrapUp(
  contact: DrawnContact,
  { agentId, sinceMs, id }: { agentId: string; sinceMs: number; id: string },
): DrawnContact {
  const talk = contact.legs.findLast(
    (leg): leg is TalkLeg => leg.kind === 'talk' && leg.agentId === agentId,
  )
  // A colleague who was asked, and a supervisor, have nothing to do afterwards that belongs to the contact.
  if (!talk) return contact
  const { queueId } = talk
  const fromMs = Math.max(sinceMs, talk.fromMs)
  const isBegun = contact.legs.some(
    (leg) =>
      leg.kind === 'wrap_up' &&
      leg.agentId === agentId &&
      (leg.toMs === null || leg.fromMs === fromMs),
  )
  if (isBegun) return contact
  const leg = {
    kind: 'wrap_up',
    id,
    agentId,
    queueId,
    fromMs,
    toMs: null,
    disposition: null,
  } as const
  return { ...contact, legs: [...contact.legs, leg] }
}

/** After-call work is over, and what came of it is known; its beginning may have been told, or not. */
function wrapUp(
  contact: DrawnContact,
  { agentId, since, disposition }: EventOf<'contact.wrapped_up'>['payload'],
  { atMs, id }: { readonly atMs: number; readonly id: string },
): DrawnContact {
  const sinceMs = Date.parse(since)
  const told = contact.legs.findLast(
    (leg) => leg.kind === 'wrap_up' && leg.agentId === agentId && leg.fromMs >= sinceMs - 1000,
  )
  const begun = told ? contact : beginWrapUp(contact, { agentId, sinceMs, id })
  const mine = told?.id ?? id
  const over = withLegs(begun, (leg) =>
    leg.kind === 'wrap_up' && leg.id === mine
      ? { ...leg, toMs: leg.toMs ?? Math.max(leg.fromMs, atMs), disposition }
      : leg,
  )
  return { ...over, disposition: disposition ?? over.disposition }
}

function withLegs(contact: DrawnContact, change: LegChange): DrawnContact {
  return { ...contact, legs: contact.legs.map((leg) => change(leg)) }
}
