import type { EventPayload, Participant } from '@iris/contracts'
import type { DoWork, Work } from '../../../work.ts'
import * as repository from '../repository.ts'

/** A conference as it is known to what writes it down. */
interface Named {
  readonly id: string
  readonly tenantId: string
  readonly name: string
}

/** A participant as they are known to what writes them down. */
export interface Noted {
  readonly id: string
  readonly callId: string
  readonly agentId: string | null
}

export interface NewMember extends Noted {
  readonly label: string
  readonly muted: boolean
  readonly deaf: boolean
  readonly moderator: boolean
  /** Whether they were called for it, and are in the list already. */
  readonly wasInvited: boolean
}

type Reason = NonNullable<Participant['reason']>

/** Writes down what happens to one conference, each change and its events in one transaction. */
export class ConferenceLedger {
  readonly #doWork: DoWork
  readonly #conference: Named

  constructor(doWork: DoWork, conference: Named) {
    this.#doWork = doWork
    this.#conference = conference
  }

  /** Somebody is in; with them it starts, where `starts` says so. */
  async joined(member: NewMember, starts: boolean): Promise<void> {
    const { id, callId, agentId, label, muted, deaf, moderator } = member
    const now = new Date()
    await this.#write(async (work) => {
      if (starts) await this.#started(work, now)
      const isIn = { state: 'in', joined_at: now } as const
      if (member.wasInvited) {
        await repository.updateParticipant(work.tx, id, isIn)
      } else {
        await repository.insertParticipant(work.tx, {
          ...isIn,
          id,
          tenant_id: work.tenantId,
          conference_id: this.#conference.id,
          call_id: callId,
          agent_id: agentId,
          label,
          muted,
          deaf,
          moderator,
          left_at: null,
          reason: null,
        })
      }
      await work.publish('conference.participant_joined', this.#of(member))
    })
  }

  async changed(member: Noted & { readonly muted: boolean; readonly deaf: boolean }) {
    const { muted, deaf } = member
    await this.#write(async (work) => {
      await repository.updateParticipant(work.tx, member.id, { muted, deaf })
      await work.publish('conference.participant_changed', { ...this.#of(member), muted, deaf })
    })
  }

  async left(participant: Noted, reason: Reason): Promise<void> {
    await this.#write(async (work) => {
      const change = { state: 'left', left_at: new Date(), reason } as const
      if (!(await repository.updateParticipant(work.tx, participant.id, change))) return
      await work.publish('conference.participant_left', { ...this.#of(participant), reason })
    })
  }

  async locked(locked: boolean): Promise<void> {
    const { id } = this.#conference
    await this.#write(async (work) => {
      if (!(await repository.updateLive(work.tx, id, { locked }))) return
      await work.publish('conference.changed', { ...this.#named, locked })
    })
  }

  ended(reason: EventPayload<'conference.ended'>['reason']): Promise<void> {
    return this.#write((work) => endConference(work, this.#conference, reason))
  }

  async #started(work: Work, at: Date): Promise<void> {
    await repository.updateLive(work.tx, this.#conference.id, { started_at: at })
    await work.publish('conference.started', this.#named)
  }

  get #named() {
    return { conferenceId: this.#conference.id, name: this.#conference.name }
  }

  #of({ id, callId, agentId }: Noted) {
    return { ...this.#named, participantId: id, callId, agentId }
  }

  #write(task: (work: Work) => Promise<void>): Promise<void> {
    return this.#doWork(this.#conference.tenantId, null, task)
  }
}

/** Ends a conference with everybody in it. One that has ended stays as it is. */
export async function endConference(
  work: Work,
  { id, name }: Pick<Named, 'id' | 'name'>,
  reason: EventPayload<'conference.ended'>['reason'],
): Promise<void> {
  const ended = await repository.updateLive(work.tx, id, { ended_at: new Date() })
  if (!ended) return
  const named = { conferenceId: id, name }
  const why = reason === 'interrupted' ? 'interrupted' : 'ended'
  for (const row of await repository.takeAllOut(work.tx, id, why)) {
    await work.publish('conference.participant_left', {
      ...named,
      participantId: row.id,
      callId: row.call_id,
      agentId: row.agent_id,
      reason: why,
    })
  }
  await work.publish('conference.ended', { ...named, reason })
}
