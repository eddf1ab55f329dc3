import type { Totals } from '@iris/contracts'
import {
  type DrawnContact,
  legsOf,
  type OfferLeg,
  type QueueStay,
  type TalkLeg,
  waitOf,
  type WrapUpLeg,
} from '../contacts/contact.ts'

/** Something that counts, and when: it belongs to the interval, and to every window, that instant is in. */
export interface Count {
  readonly atMs: number
  readonly queueId: string | null
  readonly agentId: string | null
  readonly totals: Partial<Totals>
}

type Counted = Pick<DrawnContact, 'legs'>

/** Everything a contact counts for so far, by docs/metrics.md. The one place where figures are made of legs. */
export function countsOf(contact: Counted): Count[] {
  return [
    ...waitsOf(contact).flatMap(countWait),
    ...legsOf(contact, 'offer').flatMap(countOffer),
    ...talksOf(contact).flatMap(countTalk),
    ...callbackDone(contact),
  ]
}

/** One wait in a queue: a stay, and those in which the contact came back to the place it held there. */
type Wait = readonly [QueueStay, ...QueueStay[]]

/** The waits of a contact. Those of somebody who is to be called back are none: nobody stands in line. */
function waitsOf(contact: Counted): Wait[] {
  const waits: [QueueStay, ...QueueStay[]][] = []
  for (const stay of legsOf(contact, 'queue')) {
    if (stay.callbackId !== null) continue
    const before = waits.findLast(([first]) => first.queueId === stay.queueId)
    if (stay.again && before) before.push(stay)
    else waits.push([stay])
  }
  return waits
}

function countWait(wait: Wait): Count[] {
  const [first] = wait
  const offered = {
    atMs: first.fromMs,
    queueId: first.queueId,
    agentId: null,
    totals: { offered: 1 },
  }
  const last = wait.find(({ outcome }) => outcome === 'answered') ?? wait.at(-1) ?? first
  if (last.toMs === null) return [offered]
  const waitMs = waitOf(first, last.toMs)
  const left = { atMs: last.toMs, queueId: first.queueId, agentId: last.agentId }
  return [offered, { ...left, totals: totalsOf(last, waitMs) }]
}

function totalsOf(last: QueueStay, waitMs: number): Partial<Totals> {
  switch (last.outcome) {
    case 'answered': {
      const answeredInTime = waitMs <= last.withinMs ? 1 : 0
      return { answered: 1, answeredInTime, waitMs, longestWaitMs: waitMs }
    }
    case 'abandoned': {
      if (waitMs < last.shortAbandonMs) return { shortAbandoned: 1 }
      const abandonedLate = waitMs > last.withinMs ? 1 : 0
      return { abandoned: 1, abandonedLate, abandonWaitMs: waitMs, longestWaitMs: waitMs }
    }
    case 'callback':
      return { callbacksAsked: 1 }
    // It was our fault, or there was nobody in line: neither kept nor broken.
    case 'interrupted':
    case 'cancelled':
    case null:
      return {}
    default:
      return { flowedOut: 1 }
  }
}

function countOffer({ toMs, queueId, agentId, outcome }: OfferLeg): Count[] {
  if (toMs === null) return []
  const at = { atMs: toMs, queueId, agentId }
  if (outcome === 'rejected') return [{ ...at, totals: { rejected: 1 } }]
  // A phone that could not be rung is a missed offer too: the contact went on without the agent.
  if (outcome === 'missed' || outcome === 'unreachable') return [{ ...at, totals: { missed: 1 } }]
  return []
}

interface Talk {
  readonly talk: TalkLeg
  /** After-call work of it. */
  readonly wrapUps: readonly WrapUpLeg[]
}

/** Talks, each with the after-call work that its agent did before their next talk in the same contact. */
function talksOf(contact: Counted): Talk[] {
  const talks = legsOf(contact, 'talk')
  const wrapUps = legsOf(contact, 'wrap_up')
  const talkOf = (wrapUp: WrapUpLeg) =>
    talks.findLast((talk) => talk.agentId === wrapUp.agentId && talk.fromMs <= wrapUp.fromMs)
  return talks.map((talk) => ({
    talk,
    wrapUps: wrapUps.filter((wrapUp) => talkOf(wrapUp) === talk),
  }))
}

function countTalk({ talk, wrapUps }: Talk): Count[] {
  if (talk.toMs === null) return []
  const who = { queueId: talk.queueId, agentId: talk.agentId }
  const counts: Count[] = []
  if (talk.transferred) counts.push({ ...who, atMs: talk.toMs, totals: { transferredOut: 1 } })
  if (talk.conferenced) counts.push({ ...who, atMs: talk.toMs, totals: { conferenced: 1 } })
  const ends = [talk.toMs, ...wrapUps.map(({ toMs }) => toMs)]
  if (!ends.every((end) => end !== null)) return counts
  const { holdMs } = talk
  const talkMs = Math.max(0, talk.toMs - talk.fromMs - holdMs)
  const wrapUpMs = wrapUps.reduce((sum, { fromMs, toMs }) => sum + (toMs ?? fromMs) - fromMs, 0)
  const totals = { handled: 1, talkMs, holdMs, wrapUpMs }
  return [...counts, { ...who, atMs: Math.max(...ends), totals }]
}

/** Whoever was to be called back talks with an agent. */
function callbackDone(contact: Counted): Count[] {
  const stay = legsOf(contact, 'queue').find(({ callbackId }) => callbackId !== null)
  const talk = stay && legsOf(contact, 'talk').at(0)
  if (!talk) return []
  const { fromMs: atMs, agentId } = talk
  return [{ atMs, queueId: stay.queueId, agentId, totals: { callbacksDone: 1 } }]
}
