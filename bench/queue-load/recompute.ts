import type { Contact, ContactLeg, QueueOutcome, TimelineEntry } from '@iris/contracts'

/** Figures by name, of one queue or agent. */
export type Figures = Record<string, number>

const ms = (time: string) => Date.parse(time)
const lasted = ({ from, to }: { from: string; to: string | null }) => ms(to ?? from) - ms(from)

type LegOf<Kind extends ContactLeg['kind']> = Extract<ContactLeg, { kind: Kind }>
const legsOf = <Kind extends ContactLeg['kind']>({ legs }: Contact, kind: Kind) =>
  legs.filter((leg): leg is LegOf<Kind> => leg.kind === kind)

/**
 * A queue's figures once more, from its contacts by the formulas of docs/metrics.md. Written apart from the product: for
 * contacts that wait once, talk once, and are not transferred.
 */
export function figuresOfQueue(contacts: readonly Contact[]): Figures {
  const stays = contacts.flatMap((contact) => legsOf(contact, 'queue'))
  const waits = stays.map((stay) => ({
    ...stay,
    waitMs: ms(stay.to ?? '') - ms(stay.waitingSince),
  }))
  const answered = waits.filter(({ outcome }) => outcome === 'answered')
  const gone = waits.filter(({ outcome }) => outcome === 'abandoned')
  const abandoned = gone.filter(({ waitMs, shortAbandonMs }) => waitMs >= shortAbandonMs)
  const sum = (list: readonly { waitMs: number }[]) =>
    list.reduce((total, { waitMs }) => total + waitMs, 0)
  const counted = {
    offered: stays.length,
    answered: answered.length,
    answeredInTime: answered.filter(({ waitMs, withinMs }) => waitMs <= withinMs).length,
    abandoned: abandoned.length,
    abandonedLate: abandoned.filter(({ waitMs, withinMs }) => waitMs > withinMs).length,
    shortAbandoned: gone.length - abandoned.length,
    flowedOut: waits.filter(({ outcome }) => outcome !== null && isFlowOut(outcome)).length,
    waitMs: sum(answered),
    abandonWaitMs: sum(abandoned),
    longestWaitMs: Math.max(0, ...[...answered, ...abandoned].map(({ waitMs }) => waitMs)),
    ...workOf(contacts),
  }
  return { ...counted, ...ratesOf(counted) }
}

/** Sent on without an agent, by the queue's rules or a person: not by going away, and not by a fault of ours. */
function isFlowOut(outcome: QueueOutcome): boolean {
  return !['answered', 'abandoned', 'callback', 'cancelled', 'interrupted'].includes(outcome)
}

/** What one agent did in the contacts, and with their time. */
export function figuresOfAgent(
  contacts: readonly Contact[],
  agentId: string,
  timeline: readonly TimelineEntry[],
): Figures {
  const spent = (...states: TimelineEntry['state'][]) =>
    timeline
      .filter(({ state }) => states.includes(state))
      .reduce((sum, entry) => sum + lasted(entry), 0)
  const accepted = contacts.flatMap((contact) =>
    legsOf(contact, 'offer').filter((o) => o.agentId === agentId && o.outcome === 'accepted'),
  )
  return {
    answered: accepted.length,
    ...workOf(contacts, agentId),
    availableMs: spent('available'),
    offeringMs: spent('offering'),
    inCallMs: spent('in_call'),
    wrapUpStateMs: spent('wrap_up'),
    occupancy: spent('in_call', 'wrap_up') / spent('in_call', 'wrap_up', 'available', 'offering'),
  }
}

/** Talks and offers, of everybody or of one agent. */
function workOf(contacts: readonly Contact[], agentId?: string) {
  const isTheirs = (leg: { agentId: string }) => agentId === undefined || leg.agentId === agentId
  const talks = contacts.flatMap((contact) => legsOf(contact, 'talk').filter(isTheirs))
  const wrapUps = contacts.flatMap((contact) => legsOf(contact, 'wrap_up').filter(isTheirs))
  const offers = contacts.flatMap((contact) => legsOf(contact, 'offer').filter(isTheirs))
  const ended = (...outcomes: string[]) =>
    offers.filter(({ outcome }) => outcome !== null && outcomes.includes(outcome)).length
  return {
    handled: talks.length,
    talkMs: talks.reduce((sum, talk) => sum + lasted(talk) - talk.holdMs, 0),
    holdMs: talks.reduce((sum, { holdMs }) => sum + holdMs, 0),
    wrapUpMs: wrapUps.reduce((sum, wrapUp) => sum + lasted(wrapUp), 0),
    rejected: ended('rejected'),
    missed: ended('missed', 'unreachable'),
  }
}

function ratesOf(
  totals: Record<
    | 'answered'
    | 'answeredInTime'
    | 'abandoned'
    | 'abandonedLate'
    | 'waitMs'
    | 'handled'
    | 'talkMs'
    | 'holdMs'
    | 'wrapUpMs',
    number
  >,
) {
  const { answered, answeredInTime, abandoned, abandonedLate, handled } = totals
  return {
    serviceLevel: answeredInTime / (answered + abandonedLate),
    abandonRate: abandoned / (answered + abandoned),
    averageSpeedOfAnswerMs: Math.round(totals.waitMs / answered),
    averageHandleMs: Math.round((totals.talkMs + totals.holdMs + totals.wrapUpMs) / handled),
  }
}

/** What the product says otherwise than recomputed, in words. */
export function differences(
  what: string,
  recomputed: Figures,
  told: Readonly<Record<string, unknown>>,
) {
  return Object.entries(recomputed).flatMap(([figure, value]) => {
    const theirs = told[figure]
    const isSame = typeof theirs === 'number' && Math.abs(theirs - value) < 1e-9
    return isSame ? [] : [`${what} ${figure}: ${String(theirs)}, but recomputed ${value}`]
  })
}

/** For so long an agent who turned a contact down is not offered it again. */
const cooldownMs = 30_000
/** So long somebody must have stood there, for the decision to have known of it. */
const seenMs = 250

/** Offers that went to a contact though somebody who had waited longer could have had it. */
export function overtaken(contacts: readonly Contact[]): string[] {
  const places = contacts.flatMap((contact) => {
    const stay = legsOf(contact, 'queue')[0]
    return stay ? [{ contact, stay, offers: legsOf(contact, 'offer') }] : []
  })
  return places.flatMap(({ contact, stay, offers }) =>
    offers.flatMap((offer) => {
      const atMs = ms(offer.from)
      const passedOver = places.find(
        (other) =>
          ms(other.stay.waitingSince) < ms(stay.waitingSince) &&
          ms(other.stay.from) < atMs - seenMs &&
          ms(other.stay.to ?? '') > atMs &&
          !other.offers.some(
            ({ from, to, agentId, outcome }) =>
              (ms(from) <= atMs && ms(to ?? '') > atMs - seenMs) ||
              (agentId === offer.agentId &&
                outcome === 'rejected' &&
                Math.abs(atMs - ms(to ?? '')) < cooldownMs),
          ),
      )
      return passedOver ? [`${contact.id} before ${passedOver.contact.id}`] : []
    }),
  )
}
