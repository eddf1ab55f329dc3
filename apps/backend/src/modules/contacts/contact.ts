import type {
  Channel,
  ChosenDisposition,
  ContactLeg,
  ContactOutcome,
  QueueOutcome,
} from '@iris/contracts'

/** One stretch of a contact's way. Times are ms since 1970; `toMs` is null while it lasts. */
interface Stretch {
  readonly id: string
  readonly fromMs: number
  readonly toMs: number | null
}

export interface QueueStay extends Stretch {
  readonly kind: 'queue'
  readonly queueId: string
  /** Who answered, where somebody did. */
  readonly agentId: string | null
  readonly outcome: QueueOutcome | null
  readonly waitingSinceMs: number
  /** Whether it came back to a place that it held. */
  readonly again: boolean
  /** Whoever is to be called back, where nobody is on the line. */
  readonly callbackId: string | null
  readonly withinMs: number
  readonly shortAbandonMs: number
}

export interface OfferLeg extends Stretch {
  readonly kind: 'offer'
  readonly queueId: string
  readonly agentId: string
  readonly outcome: Extract<ContactLeg, { kind: 'offer' }>['outcome']
}

export interface TalkLeg extends Stretch {
  readonly kind: 'talk'
  readonly agentId: string
  readonly queueId: string | null
  readonly holdMs: number
  /** Since when it is on hold, if it is. */
  readonly heldSinceMs: number | null
  readonly transferred: boolean
  readonly conferenced: boolean
}

export interface WrapUpLeg extends Stretch {
  readonly kind: 'wrap_up'
  readonly agentId: string
  readonly queueId: string | null
  readonly disposition: ChosenDisposition | null
}

export type Leg = QueueStay | OfferLeg | TalkLeg | WrapUpLeg

/** A contact as it is drawn from events. */
export interface DrawnContact {
  readonly id: string
  readonly channel: Channel
  readonly direction: 'inbound' | 'outbound'
  readonly from: string
  readonly numberId: string | null
  readonly subject: string
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  readonly outcome: ContactOutcome | null
  /** Whether anybody took it at the other end: of calls that go out. */
  readonly reached: boolean
  readonly disposition: ChosenDisposition | null
  /** The events it was drawn from: one that comes again changes nothing. */
  readonly seen: readonly string[]
  readonly legs: readonly Leg[]
}

/** The legs of a kind, in the order they began. */
export function legsOf<Kind extends Leg['kind']>(
  { legs }: Pick<DrawnContact, 'legs'>,
  kind: Kind,
): Extract<Leg, { kind: Kind }>[] {
  const isOfKind = (leg: Leg): leg is Extract<Leg, { kind: Kind }> => leg.kind === kind
  return legs.filter(isOfKind)
}

/** How long somebody has waited once a stay is over, in ms: from when the wait counts, which may be before the stay. */
export function waitOf(stay: QueueStay, untilMs: number): number {
  return Math.max(0, untilMs - stay.waitingSinceMs)
}
