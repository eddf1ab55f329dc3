import type { ConferenceAction } from '@iris/contracts'
import { type AudioSource, type LegId, VoiceError, type VoicePort } from '@iris/telephony'
import { v7 as uuidv7 } from 'uuid'
import type { Logger } from '../../../log.ts'
import { holdMusic } from '../../../prompts.ts'
import type { FollowedLegs } from '../../calls/live/ringing/followed-legs.ts'
import { persistently } from '../../calls/live/persistently.ts'
import { type ConferenceRules, endsWithout, type MemberShape, startsWith } from './arrangement.ts'
import type { ConferenceLedger, Noted } from './conference-ledger.ts'
import { ConferenceRoom, type RoomMember } from './conference-room.ts'
import { enterTone, leaveTone } from './tones.ts'

/** A conference as it is opened. */
export interface ConferenceFacts extends ConferenceRules {
  readonly id: string
  readonly tenantId: string
  readonly name: string
  readonly locked: boolean
  readonly maxMembers: number
  readonly tones: boolean
  readonly announceCount: boolean
}

/** Somebody who wants to come in. */
export interface Newcomer {
  readonly callId: string
  readonly leg: LegId
  readonly label: string
  readonly agentId: string | null
  readonly moderator: boolean
  readonly muted: boolean
  readonly deaf: boolean
  /** Whether the conference ends with them, if they are its last moderator. */
  readonly endWithModerator: boolean
  /** Their id in the list, where they were called for this conference. */
  readonly invitedAs?: string
}

/** Why somebody is a member no more. */
export type Left = 'kicked' | 'ended' | 'left' | 'leg-ended'

export interface Joined {
  readonly kind: 'joined'
  readonly conferenceId: string
  readonly member: { readonly id: string }
  readonly left: Promise<Left>
  /** Takes the leg out; it stays up. */
  leave(): Promise<void>
}

/** `over`: it ended in the moment in which somebody came. */
export type Refused = { readonly kind: 'refused'; readonly why: 'locked' | 'full' | 'over' }

export interface ConferenceParts {
  readonly voice: VoicePort
  readonly legs: FollowedLegs
  readonly log: Logger
  readonly ledger: ConferenceLedger
  /** Says how many others are in; `undefined` where that cannot be said. */
  readonly sayOthers: (others: number) => Promise<AudioSource | undefined>
}

type End = Parameters<ConferenceLedger['ended']>[0]

interface Member extends Noted, RoomMember {
  muted: boolean
  deaf: boolean
  holds: boolean
  readonly left: PromiseWithResolvers<Left>
}

const reasonOf = {
  kicked: 'removed',
  ended: 'ended',
  left: 'left',
  'leg-ended': 'hung_up',
} as const satisfies Record<Left, string>

/** One conference while it lasts. What happens to it happens in turn. */
export class Conference {
  readonly facts: ConferenceFacts
  readonly #parts: ConferenceParts
  readonly #room: ConferenceRoom
  readonly #members = new Map<string, Member>()
  /** Those who are being called, and how to stop that. */
  readonly #invited = new Map<string, AbortController>()
  readonly #over = Promise.withResolvers<void>()
  #endWithModerator: boolean
  #hasStarted = false
  #isOver = false
  #isLocked: boolean
  #last: Promise<unknown> = Promise.resolve()

  private constructor(facts: ConferenceFacts, parts: ConferenceParts, room: ConferenceRoom) {
    this.facts = facts
    this.#parts = parts
    this.#room = room
    this.#isLocked = facts.locked
    this.#endWithModerator = facts.endWithModerator
  }

  static async open(facts: ConferenceFacts, parts: ConferenceParts): Promise<Conference> {
    return new Conference(facts, parts, await ConferenceRoom.open(parts.voice, holdMusic))
  }

  /** Resolves when it has ended and that is written down. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  /** Takes somebody in. Rejects when their leg has gone. */
  join(newcomer: Newcomer): Promise<Joined | Refused> {
    return this.#inTurn(async () => {
      const why = this.#objectionTo(newcomer)
      return why ? { kind: 'refused', why } : this.#admit(newcomer)
    })
  }

  /** Keeps the conference open while somebody is called. The signal says when that is to stop. */
  expect(invitationId: string): AbortSignal {
    const calling = new AbortController()
    if (this.#isOver) calling.abort()
    else this.#invited.set(invitationId, calling)
    return calling.signal
  }

  /** Somebody who was called will not come, for this reason. */
  expectNoMore(invited: Noted, reason: 'not_reached' | 'removed'): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#invited.delete(invited.id)) return
      await this.#write(() => this.#parts.ledger.left(invited, reason))
      await this.#endIfDue({ moderator: false })
    })
  }

  /** Carries out what somebody wants done. What no longer fits is left undone. */
  carryOut(action: ConferenceAction): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isOver) return
      switch (action.kind) {
        case 'mute':
        case 'unmute':
          return this.#change(action.participantId, { muted: action.kind === 'mute' })
        case 'deafen':
        case 'undeafen':
          return this.#change(action.participantId, { deaf: action.kind === 'deafen' })
        case 'remove':
          this.#invited.get(action.participantId)?.abort()
          return this.#leave(action.participantId, 'kicked')
        case 'lock':
        case 'unlock':
          this.#isLocked = action.kind === 'lock'
          return this.#write(() => this.#parts.ledger.locked(this.#isLocked))
        case 'end':
          return this.#end('ended')
      }
    })
  }

  #objectionTo({ invitedAs }: Newcomer): Refused['why'] | undefined {
    if (this.#isOver) return 'over'
    // Who was called before it was locked may come, and has a place.
    if (invitedAs !== undefined && this.#invited.has(invitedAs)) return undefined
    if (this.#isLocked) return 'locked'
    return this.#members.size + this.#invited.size >= this.facts.maxMembers ? 'full' : undefined
  }

  async #admit(newcomer: Newcomer): Promise<Joined> {
    const { id, member } = this.#memberOf(newcomer)
    await this.#letIn(member, newcomer)
    const { leg } = member
    leg.onHold((holds) => this.#later(() => this.#hold(member, holds)))
    void leg.ended.then(() => this.#later(() => this.#leave(id, 'leg-ended')))
    return {
      kind: 'joined',
      conferenceId: this.facts.id,
      member: { id },
      left: member.left.promise,
      leave: () => this.#inTurn(() => this.#leave(id, 'left')),
    }
  }

  #memberOf(newcomer: Newcomer): { id: string; member: Member } {
    const { callId, agentId, moderator, muted, deaf } = newcomer
    const id = newcomer.invitedAs ?? uuidv7()
    const leg = this.#parts.legs.follow(newcomer.leg)
    const left = Promise.withResolvers<Left>()
    return { id, member: { id, callId, agentId, moderator, muted, deaf, holds: false, leg, left } }
  }

  /** Whoever cannot be written down is not let in. */
  async #letIn(member: Member, { label, invitedAs, endWithModerator }: Newcomer): Promise<void> {
    const { ledger, legs } = this.#parts
    const starts = !this.#hasStarted && startsWith(this.facts, [...this.#members.values(), member])
    try {
      await this.#room.admit(member)
      await ledger.joined({ ...member, label, wasInvited: invitedAs !== undefined }, starts)
    } catch (error) {
      legs.letGo(member.leg.id)
      // It may never have been in; why it is not is what is to be told.
      await this.#room.dismiss(member).catch(() => undefined)
      await this.#endIfDue({ moderator: false })
      throw error
    }
    this.#hasStarted ||= starts
    this.#endWithModerator ||= endWithModerator
    this.#members.set(member.id, member)
    this.#invited.delete(member.id)
    await this.#arrange()
    await this.#welcome(member)
  }

  async #welcome(member: Member): Promise<void> {
    if (!this.#hasStarted) return
    const others = [...this.#members.values()].filter((one) => one !== member)
    if (this.facts.tones) await this.#tell(others, enterTone)
    if (!this.facts.announceCount || others.length === 0 || member.deaf) return
    const count = await this.#parts.sayOthers(others.length)
    if (count) await this.#tell([member], count)
  }

  async #change(id: string, change: { muted?: boolean; deaf?: boolean }): Promise<void> {
    const member = this.#members.get(id)
    if (!member) return
    Object.assign(member, change)
    await this.#arrange()
    await this.#write(() => this.#parts.ledger.changed(member))
  }

  async #hold(member: Member, holds: boolean): Promise<void> {
    member.holds = holds
    await this.#arrange()
  }

  async #leave(id: string, why: Left): Promise<void> {
    const member = this.#members.get(id)
    if (!member) return
    this.#members.delete(id)
    await this.#takeOut(member, why)
    await this.#write(() => this.#parts.ledger.left(member, reasonOf[why]))
    if (await this.#endIfDue(member)) return
    await this.#arrange()
    if (this.facts.tones) await this.#tell([...this.#members.values()], leaveTone)
  }

  async #takeOut(member: Member, why: Left): Promise<void> {
    this.#parts.legs.letGo(member.leg.id)
    await this.#room.dismiss(member)
    member.left.resolve(why)
  }

  async #endIfDue(gone: Pick<MemberShape, 'moderator'>): Promise<boolean> {
    const rules = { ...this.facts, endWithModerator: this.#endWithModerator }
    const members = [...this.#members.values()]
    const end = endsWithout(gone, rules, { members, expected: this.#invited.size })
    if (end) await this.#end(end)
    return this.#isOver
  }

  async #end(reason: End): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    for (const calling of this.#invited.values()) calling.abort()
    this.#invited.clear()
    const members = [...this.#members.values()]
    this.#members.clear()
    await Promise.all(members.map((member) => this.#takeOut(member, 'ended')))
    await this.#room.close()
    await this.#write(() => this.#parts.ledger.ended(reason)).finally(this.#over.resolve)
  }

  #arrange(): Promise<void> {
    return this.#room.arrange([...this.#members.values()], this.#hasStarted)
  }

  /** What cannot be played is no reason for anything. */
  async #tell(members: readonly Member[], source: AudioSource): Promise<void> {
    await this.#room
      .tell(members, source)
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'a tone was not played'))
  }

  #write(attempt: () => Promise<void>): Promise<void> {
    return persistently(attempt, (error) =>
      this.#parts.log.error({ err: error }, 'a conference could not be written down'),
    )
  }

  #later(task: () => Promise<void>): void {
    this.#inTurn(task).catch(() => undefined)
  }

  /** A task that fails is logged, and its caller told. */
  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#last.then(task)
    this.#last = done.catch((error: unknown) => {
      if (error instanceof VoiceError && error.kind === 'gone') return
      this.#parts.log.error({ err: error }, 'something went wrong in a conference')
    })
    return done
  }
}
