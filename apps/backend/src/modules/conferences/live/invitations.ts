import type { ConferenceOrder, EventPayload } from '@iris/contracts'
import type { LegId, VoicePort } from '@iris/telephony'
import type { Logger } from '../../../log.ts'
import type { DoWork, EventBus } from '../../../work.ts'
import {
  noteInvitedAnswered,
  noteWayOfInvited,
  takeUpInvitedCall,
} from '../../calls/invited-call.ts'
import { QualityBook } from '../../calls/live/call-quality.ts'
import { type FollowedLeg, FollowedLegs } from '../../calls/live/ringing/followed-legs.ts'
import { type CallEnd, CallLedger } from '../../calls/live/ledger/ledger.ts'
import { persistently } from '../../calls/live/persistently.ts'
import type { GroupAnswer, RingGroups } from '../../calls/live/ringing/ring-group.ts'
import { isGone } from '../../calls/live/unless-gone.ts'
import type { PhonePresence } from '../../phones/presence.ts'
import type { Conference, Left } from './conference.ts'

interface Parts {
  readonly nodeId: string
  readonly voice: VoicePort
  readonly groups: Pick<RingGroups, 'ring' | 'decline'>
  readonly phones: Pick<PhonePresence, 'isReady'>
  readonly bus: EventBus
  readonly doWork: DoWork
  readonly log: Logger
}

type Invited = Extract<ConferenceOrder, { kind: 'add' }>['participants'][number]
type Ending = Pick<CallEnd, 'cause' | 'by'>

/** One who is called into a conference, from ringing to the record of their call. */
interface Invitation {
  readonly conference: Conference
  readonly invited: Invited
  readonly agentId: string | null
  /** Aborted by whoever ends the call. */
  readonly giveUp: AbortController
}

const failed: Ending = { cause: 'NORMAL_TEMPORARY_FAILURE', by: 'system' }

/** Calls people into conferences. Each is a call of its own, with its record. */
export class Invitations {
  readonly #parts: Parts
  readonly #legs: FollowedLegs
  readonly #calls = new Map<string, Invitation>()
  readonly #running = new Set<Promise<void>>()
  readonly #stop: () => void

  constructor(parts: Parts) {
    this.#parts = parts
    this.#legs = new FollowedLegs(parts.voice)
    this.#stop = parts.bus.watch((event) => {
      const isEnd =
        event.type === 'call.end_requested' ||
        (event.type === 'call.ordered' && event.payload.order.kind === 'hangup')
      if (isEnd) this.#calls.get(event.payload.callId)?.giveUp.abort()
      else if (event.type === 'call.ordered') this.#decline(event.payload)
    })
  }

  has(callId: string): boolean {
    return this.#calls.has(callId)
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }

  close(): void {
    this.#stop()
    this.#legs.close()
  }

  invite(conference: Conference, invited: Invited): void {
    const agentId = invited.to.kind === 'agent' ? invited.to.agentId : null
    const invitation = { conference, invited, agentId, giveUp: new AbortController() }
    if (this.#calls.has(invited.callId)) return
    this.#calls.set(invited.callId, invitation)
    const running = this.#call(invitation)
      .catch((error: unknown) =>
        this.#parts.log.error({ err: error }, 'somebody could not be called into a conference'),
      )
      // Whatever went wrong, the conference waits for nobody who will not come.
      .then(() => conference.expectNoMore(notedOf(invitation), 'not_reached'))
      .finally(() => {
        this.#calls.delete(invited.callId)
        this.#running.delete(running)
      })
    this.#running.add(running)
  }

  async #call(invitation: Invitation): Promise<void> {
    const { conference, invited } = invitation
    const { tenantId } = conference.facts
    const stop = conference.expect(invited.id)
    const { doWork, nodeId } = this.#parts
    const startedAt = await doWork(tenantId, null, (work) =>
      takeUpInvitedCall(work, invited.callId, nodeId),
    )
    if (!startedAt) return conference.expectNoMore(notedOf(invitation), 'not_reached')
    let leg: FollowedLeg | undefined
    const answer = await this.#ring(invitation, stop, (id) => {
      leg = this.#legs.follow(id)
    })
    if (answer.kind === 'answered' && leg) return this.#talk(invitation, leg, startedAt)
    await conference.expectNoMore(notedOf(invitation), stop.aborted ? 'removed' : 'not_reached')
    const cause = answer.kind === 'failed' ? answer.cause : failed.cause
    await this.#record(invitation, startedAt, { cause, by: 'system' })
  }

  #decline({ callId, order }: EventPayload<'call.ordered'>): void {
    if (order.kind !== 'decline' || !this.#calls.has(callId)) return
    const { agentId, by } = order
    this.#parts.groups.decline({ callId, agentId, by })
  }

  #ring(
    { conference, invited, giveUp }: Invitation,
    stop: AbortSignal,
    followLeg: (leg: LegId) => void,
  ): Promise<GroupAnswer> {
    const { tenantId, name } = conference.facts
    const { callId, ringTimeoutMs, to, from } = invited
    return this.#parts.groups.ring({
      tenantId,
      callId,
      callerId: from,
      from: { user: 'conference', display: name },
      numberDisplay: '',
      waitingSinceMs: Date.now(),
      targets: [to],
      strategy: 'simultaneous',
      ringTimeoutMs,
      totalMs: ringTimeoutMs,
      signal: AbortSignal.any([stop, giveUp.signal]),
      followLeg,
      asking: (way) =>
        this.#parts.doWork(tenantId, null, (work) => noteWayOfInvited(work, callId, way)),
    })
  }

  /** They are in until they leave, or their call is ended; that is then hung up. */
  async #talk(invitation: Invitation, leg: FollowedLeg, startedAt: Date): Promise<void> {
    const { agentId, giveUp } = invitation
    const { voice } = this.#parts
    const sinceMs = Date.now()
    const hangUp = () => voice.hangup(leg.id, 'NORMAL_CLEARING')
    giveUp.signal.addEventListener('abort', () => void hangUp().catch(() => undefined))
    const left = await this.#stay(invitation, leg.id).finally(hangUp)
    const end = await leg.ended
    const quality = new QualityBook()
    if (end.quality) quality.note(agentId === null ? 'caller' : 'agent', end.quality)
    const { by, cause } = end
    const ending = { cause, by: by === 'party' ? partyOf(agentId) : endedBy(left) }
    const talk = { talkMs: Date.now() - sinceMs, quality: quality.record }
    await this.#record(invitation, startedAt, ending, talk)
  }

  /** Resolves once they are out; with `undefined` where they never were in. */
  async #stay(invitation: Invitation, leg: LegId): Promise<Left | undefined> {
    const { conference, invited, agentId } = invitation
    const { doWork, log } = this.#parts
    const { id, callId, label, muted, deaf, moderator } = invited
    const newcomer = { callId, leg, label, agentId, muted, deaf, moderator }
    try {
      await doWork(conference.facts.tenantId, null, (work) =>
        noteInvitedAnswered(work, callId, agentId),
      )
      const own = { endWithModerator: false, invitedAs: id }
      const answer = await conference.join({ ...newcomer, ...own })
      return answer.kind === 'joined' ? await answer.left : undefined
    } catch (error) {
      if (!isGone(error)) log.error({ err: error }, 'somebody could not be let into a conference')
      return undefined
    }
  }

  async #record(
    { conference, invited, agentId }: Invitation,
    startedAt: Date,
    ending: Ending,
    talk: Pick<CallEnd, 'talkMs' | 'quality'> = { talkMs: 0, quality: null },
  ): Promise<void> {
    const { doWork, nodeId, phones, log } = this.#parts
    const { callId } = invited
    const ledger = new CallLedger(doWork, {
      id: callId,
      tenantId: conference.facts.tenantId,
      nodeId,
      startedAtMs: startedAt.getTime(),
      from: '',
      number: '',
      numberId: null,
      flow: undefined,
    })
    const ended = (id: string) => {
      const phoneReady = phones.isReady(id)
      return { kind: 'call_ended', callId, wrapUpMs: 0, phoneReady } as const
    }
    const agents = agentId === null ? [] : [{ agentId, event: ended(agentId) }]
    const record = {
      ...ending,
      ...talk,
      atMs: Date.now(),
      path: [],
      queueId: null,
      agentId,
      agents,
    }
    await persistently(
      () => ledger.ended(record),
      (error) => log.error({ err: error, callId }, 'the end of a call could not be written'),
    )
  }
}

function notedOf({ invited, agentId }: Invitation) {
  return { id: invited.id, callId: invited.callId, agentId }
}

function partyOf(agentId: string | null): CallEnd['by'] {
  return agentId === null ? 'callee' : 'agent'
}

function endedBy(left: Left | undefined): CallEnd['by'] {
  return left === 'kicked' ? 'supervisor' : 'system'
}
