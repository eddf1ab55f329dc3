import type { EventOf } from '@iris/contracts'
import { othersPhrase, type Speech } from '@iris/speech'
import type { VoicePort } from '@iris/telephony'
import { v7 as uuidv7 } from 'uuid'
import type { Logger } from '../../../log.ts'
import { spoken } from '../../../prompts.ts'
import type { DoWork, EventBus } from '../../../work.ts'
import { FollowedLegs } from '../../calls/live/ringing/followed-legs.ts'
import type { RingGroups } from '../../calls/live/ringing/ring-group.ts'
import type { PhonePresence } from '../../phones/presence.ts'
import * as repository from '../repository.ts'
import { Conference, type Joined } from './conference.ts'
import { ConferenceLedger } from './conference-ledger.ts'
import { Invitations } from './invitations.ts'

interface Parts {
  readonly nodeId: string
  readonly voice: VoicePort
  readonly speech: Speech
  readonly groups: Pick<RingGroups, 'ring' | 'decline'>
  readonly phones: Pick<PhonePresence, 'isReady'>
  readonly bus: EventBus
  readonly doWork: DoWork
  readonly log: Logger
}

/** A leg that wants to be in the conference of a name, and the rules for it where it is the first. */
export interface Joining {
  readonly tenantId: string
  readonly callId: string
  readonly leg: string
  /** Of a tenant, whatever its case: the same name is the same conference. */
  readonly name: string
  /** What lists show of the member: a person's name, or a number. */
  readonly label: string
  readonly agentId?: string | null
  readonly muted?: boolean
  readonly deaf?: boolean
  readonly moderator?: boolean
  /** Music until a moderator is in. A rule of the conference: whoever opens it sets it. */
  readonly startWithModerator?: boolean
  /** Ends when the last moderator leaves; from when anybody has joined with it. */
  readonly endWithModerator?: boolean
  /** 50 at most, and by default. A rule of the conference. */
  readonly maxMembers?: number
  /** A tone when somebody comes or goes. A rule of the conference. */
  readonly tones?: boolean
  /** Whoever comes is told how many are in. A rule of the conference. */
  readonly announceCount?: boolean
}

/** `elsewhere`: another process carries the conference. */
export type NotJoined = {
  readonly kind: 'refused'
  readonly why: 'locked' | 'full' | 'elsewhere'
}

const mostMembers = 50

/** The conferences this process carries. */
export class Conferences {
  readonly #parts: Parts
  readonly #legs: FollowedLegs
  readonly #invitations: Invitations
  readonly #live = new Map<string, Conference>()
  /** By tenant and name, from when one is being opened. */
  readonly #byName = new Map<string, Promise<Conference | undefined>>()
  readonly #stop: () => void

  constructor(parts: Parts) {
    this.#parts = parts
    this.#legs = new FollowedLegs(parts.voice)
    this.#invitations = new Invitations(parts)
    this.#stop = parts.bus.watch((event) => {
      if (event.type === 'conference.ordered') this.#take(event)
    })
  }

  get size(): number {
    return this.#live.size
  }

  has(conferenceId: string): boolean {
    return this.#live.has(conferenceId)
  }

  /** Whether a call was made from here, to bring somebody in. */
  carries(callId: string): boolean {
    return this.#invitations.has(callId)
  }

  /** Resolves once every conference has ended and everybody called into one has their record. */
  async settled(): Promise<void> {
    await this.#invitations.settled()
    await Promise.all([...this.#live.values()].map(({ over }) => over))
  }

  close(): void {
    this.#stop()
    this.#invitations.close()
    this.#legs.close()
  }

  /**
   * Takes a leg into the conference of a name, which is opened where there is none. The leg stays up, whatever comes; while
   * it is in, it is to be played to and put into rooms by nobody else. Rejects when it has gone.
   */
  async join(joining: Joining): Promise<Joined | NotJoined> {
    const { callId, leg, label, agentId = null } = joining
    const { moderator = false, muted = false, deaf = false, endWithModerator = false } = joining
    const newcomer = { callId, leg, label, agentId, moderator, muted, deaf, endWithModerator }
    for (;;) {
      const conference = await this.#called(joining)
      if (!conference) return { kind: 'refused', why: 'elsewhere' }
      const answer = await conference.join(newcomer)
      const why = answer.kind === 'refused' ? answer.why : undefined
      if (answer.kind === 'joined') return answer
      if (why === 'locked' || why === 'full') return { kind: 'refused', why }
      // It ended in this moment: another is opened, once that one has gone.
      await conference.over
    }
  }

  /** The conference of a name; `undefined` where another process carries it. */
  #called(joining: Joining): Promise<Conference | undefined> {
    const key = keyOf(joining)
    const known = this.#byName.get(key)
    if (known) return known
    const opening = this.#open(joining).then((conference) => {
      if (!conference) this.#byName.delete(key)
      return conference
    })
    opening.catch(() => this.#byName.delete(key))
    this.#byName.set(key, opening)
    return opening
  }

  async #open(joining: Joining): Promise<Conference | undefined> {
    const { tenantId, name } = joining
    const row = await this.#parts.doWork(tenantId, null, async (work) => {
      const id = uuidv7()
      const made = await repository.insertConference(work.tx, {
        id,
        tenant_id: tenantId,
        node_id: this.#parts.nodeId,
        name,
        start_with_moderator: joining.startWithModerator ?? false,
        end_with_moderator: joining.endWithModerator ?? false,
        max_participants: Math.min(joining.maxMembers ?? mostMembers, mostMembers),
        tones: joining.tones ?? false,
        announce_count: joining.announceCount ?? false,
        opened_at: new Date(),
        started_at: null,
        ended_at: null,
      })
      if (made) await work.publish('conference.opened', { conferenceId: id, name })
      if (made) return made
      const open = await repository.findOpen(work.tx, name)
      return open && (await repository.claimConference(work.tx, open.id, this.#parts.nodeId))
    })
    return row && this.#carry(row)
  }

  async #carry(row: repository.ConferenceRow): Promise<Conference> {
    const { doWork, voice, speech, log } = this.#parts
    const { id, tenant_id: tenantId, name } = row
    const conference = await Conference.open(
      {
        id,
        tenantId,
        name,
        locked: row.locked,
        startWithModerator: row.start_with_moderator,
        endWithModerator: row.end_with_moderator,
        maxMembers: row.max_participants,
        tones: row.tones,
        announceCount: row.announce_count,
      },
      {
        voice,
        legs: this.#legs,
        log: log.child({ conferenceId: id, tenantId }),
        ledger: new ConferenceLedger(doWork, { id, tenantId, name }),
        sayOthers: (others) =>
          spoken(speech, othersPhrase(others)).catch((error: unknown) => {
            log.warn({ err: error }, 'the count of a conference cannot be said')
            return undefined
          }),
      },
    )
    const key = keyOf({ tenantId, name })
    this.#live.set(id, conference)
    conference.over.finally(() => {
      this.#live.delete(id)
      this.#byName.delete(key)
    })
    return conference
  }

  #take(event: EventOf<'conference.ordered'>): void {
    this.#carryOut(event).catch((error: unknown) =>
      this.#parts.log.error({ err: error, event: event.id }, 'an order of a conference failed'),
    )
  }

  async #carryOut({ tenantId, payload }: EventOf<'conference.ordered'>): Promise<void> {
    const { conferenceId, order } = payload
    const conference = this.#live.get(conferenceId) ?? (await this.#claim(tenantId, conferenceId))
    if (!conference) return
    if (order.kind !== 'add') return conference.carryOut(order)
    // All are expected before the first can fail: the conference does not end meanwhile.
    for (const invited of order.participants) this.#invitations.invite(conference, invited)
  }

  /** Takes up a conference that was asked for by request, if no process has it. */
  async #claim(tenantId: string, id: string): Promise<Conference | undefined> {
    const { doWork, nodeId } = this.#parts
    const open = await doWork(tenantId, null, (work) => repository.findConference(work.tx, id))
    if (!open || open.ended_at !== null) return undefined
    const key = keyOf({ tenantId, name: open.name })
    const known = this.#byName.get(key)
    if (known) {
      const conference = await known
      return conference?.facts.id === id ? conference : undefined
    }
    if (open.node_id !== null) return undefined
    const claiming = doWork(tenantId, null, (work) =>
      repository.claimConference(work.tx, id, nodeId),
    ).then((row) => row && this.#carry(row))
    this.#byName.set(key, claiming)
    const forget = () => this.#byName.delete(key)
    claiming.then((conference) => conference ?? forget(), forget)
    return claiming
  }
}

function keyOf({ tenantId, name }: { tenantId: string; name: string }): string {
  return `${tenantId} ${name.toLowerCase()}`
}
