import type { Channel, SkillNeed } from './contacts.ts'
import type { Choice, ChoiceFacts, ContactFacts, PassedOver, WaitFacts } from './facts.ts'

/** What facts do not hold: people and skills have names, and times are told in somebody's zone. */
export interface Names {
  agent(agentId: string): string
  skill(skillId: string): string
  /** A time of day, as "10:02". */
  time(atMs: number): string
}

/** A decision in words. */
export interface Told {
  readonly why: string
  /** How the contact stood, and why others were not chosen. */
  readonly others: string[]
}

/** Why a contact was offered to whom it was: "Ada Morgan, idle longest (2:10) of 3 who fit". */
export function tellChoice(facts: ChoiceFacts, names: Names): Told {
  return { why: whyChosen(facts, names), others: tellOthers(facts, names) }
}

/** Why a contact waits: "Nobody who fits is free". */
export function tellWait(facts: WaitFacts, names: Names): Told {
  const { changesAtMs } = facts
  const change = changesAtMs === null ? [] : [`More may fit at ${names.time(changesAtMs)}`]
  return { why: whyWaiting(facts, names), others: [...tellOthers(facts, names), ...change] }
}

/** What is needed once a step of relaxation has come: "After 1:00 it needs Spanish at level 2 or more". */
export function tellRelaxation({ needs, waitedMs }: ContactFacts, names: Names): Told {
  const left = needs.length === 0 ? 'no skill any more' : tellNeeds(needs, names)
  return { why: `After ${tellSpan(waitedMs)} it needs ${left}`, others: [] }
}

function tellOthers(facts: ChoiceFacts | WaitFacts, names: Names): string[] {
  const passedOver = facts.passedOver.map((some) => tellPassedOver(some, facts, names))
  return [standing(facts), ...needed(facts, names), ...passedOver]
}

function whyChosen({ choice, fit }: ChoiceFacts, names: Names): string {
  switch (choice.kind) {
    case 'ring_all':
      return fit === 1 ? 'The only one who fits' : `All ${fit} who fit, at once`
    case 'only':
      return `${names.agent(choice.agentId)}, whom alone it is for`
    case 'sticky':
      return `${names.agent(choice.agentId)}, who spoke with them last`
    case 'preferred':
      return `${names.agent(choice.agentId)}, who gets it first if free`
    default: {
      const agent = names.agent(choice.agentId)
      if (fit === 1) return `${agent}, the only one who fits`
      return `${agent}, ${whyFirst(choice)} of ${fit} who fit`
    }
  }
}

type Measured = Exclude<Choice, { kind: 'ring_all' | 'only' | 'sticky' | 'preferred' }>

function whyFirst(choice: Measured): string {
  switch (choice.kind) {
    case 'longest_idle':
      return `idle longest (${tellSpan(choice.idleMs)})`
    case 'round_robin':
      return choice.lastAgoMs === null
        ? 'who had none of this queue yet,'
        : `whose last of this queue was longest ago (${tellSpan(choice.lastAgoMs)})`
    case 'least_occupied':
      return `with least in hand (${choice.load} of ${choice.points} points)`
    case 'best_skill':
      return `best at what is needed (levels ${choice.levels} in sum)`
  }
}

function whyWaiting({ isOffered, keptFor, fit, passedOver }: WaitFacts, names: Names): string {
  if (isOffered) return 'It is being offered'
  if (fit > 0) return 'It is about to be offered'
  if (keptFor?.kind === 'only') {
    return `It waits for ${names.agent(keptFor.agentId)}, whom alone it is for`
  }
  if (keptFor?.kind === 'sticky') {
    const until = names.time(keptFor.untilMs)
    return `It waits for ${names.agent(keptFor.agentId)} until ${until}, who spoke with them last`
  }
  return passedOver.length === 0 ? 'Nobody answers this queue' : 'Nobody who fits is free'
}

function standing({ place, waitedMs }: ContactFacts): string {
  const waited = `Waited ${tellSpan(waitedMs)}`
  if (place === 1) return `${waited}, next in line`
  return `${waited}, with ${place - 1} before it: offered already, or nobody free fits`
}

/** What was needed at first goes without saying where it was nothing. */
function needed({ needs, step }: ContactFacts, names: Names): string[] {
  if (step === 0) return needs.length === 0 ? [] : [`It needs ${tellNeeds(needs, names)}`]
  const left = needs.length === 0 ? 'no skill any more' : tellNeeds(needs, names)
  return [`After waiting so long it needs ${left}`]
}

function tellPassedOver(some: PassedOver, facts: ContactFacts, names: Names): string {
  const told = `${some.count} ${whyPassedOver(some, facts, names)}`
  const named = some.agentIds.map((agentId) => names.agent(agentId))
  if (some.kind === 'kept' || some.count > named.length) return told
  return `${told}: ${named.join(', ')}`
}

function whyPassedOver(some: PassedOver, { channel, atMs }: ContactFacts, names: Names): string {
  const [is, has, lacks, does] =
    some.count === 1 ? ['is', 'has', 'lacks', 'does'] : ['are', 'have', 'lack', 'do']
  switch (some.kind) {
    case 'lacks':
      return `${lacks} ${tellNeeds([some.need], names)}`
    case 'declined':
      return `did not take it ${tellSpan(atMs - some.atMs)} ago`
    case 'kept':
      return 'must leave it to whom it waits for'
    case 'no_channel':
      return `${does} not take ${tellChannel(channel)}`
    case 'channel_off':
      return `${does} not take ${tellChannel(channel)} now`
    case 'full':
      return `${has} too much in hand`
    case 'later_rank':
      return some.count === 1 ? 'serves other queues first' : 'serve other queues first'
    case 'offline':
      return `${is} offline`
    case 'not_ready':
      return `${is} not ready`
    case 'not_responding':
      return `${is} not responding`
    case 'offered':
      return `${is} being offered another`
    case 'in_call':
      return `${is} in a call`
    case 'wrap_up':
      return `${is} in after-call work`
    case 'no_phone':
      return `${has} no phone`
  }
}

function tellNeeds(needs: readonly SkillNeed[], names: Names): string {
  return needs.map(({ skillId, level }) => tellNeed(names.skill(skillId), level)).join(' and ')
}

/** Level 1 is having it at all. */
function tellNeed(skill: string, level: number): string {
  if (level <= 1) return skill
  return level >= 5 ? `${skill} at level 5` : `${skill} at level ${level} or more`
}

function tellChannel(channel: Channel): string {
  return { voice: 'calls', chat: 'chats', sms: 'text messages', mail: 'mail' }[channel]
}

/** "12 s", "2:10", "1:02:10". */
function tellSpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const twoDigits = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = twoDigits(seconds % 60)
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${twoDigits(minutes)}:${rest}`
}
