import {
  type Conference,
  type ConferenceAction,
  mayDo,
  type NewConference,
  type NewParticipant,
  type Participant,
} from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import type { Principal } from '../../http/context.ts'
import { cursorOf, idFromCursor, pageOf } from '../../http/paging.ts'
import { found, invalidField, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { getAgent, type PhoneReady } from '../agents/service.ts'
import { writeInvitedCall } from '../calls/invited-call.ts'
import { requireWayOut } from '../calls/place.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber, readNumber } from '../numbers/display.ts'
import { presentConference, presentParticipant } from './present.ts'
import * as repository from './repository.ts'

interface Query {
  readonly cursor?: string | undefined
  readonly state?: 'live' | 'ended' | undefined
  readonly limit: number
}

export async function listConferences(work: Work, query: Query) {
  const { cursor, ...filter } = query
  const before = cursor === undefined ? undefined : idFromCursor(cursor)
  const rows = await repository.listConferences(work.tx, { ...filter, before })
  const ids = rows.map(({ id }) => id)
  const participants = Map.groupBy(
    await repository.listParticipants(work.tx, ids),
    ({ conference_id }) => conference_id,
  )
  return pageOf(rows, query.limit, cursorOf, (row) =>
    presentConference(row, participants.get(row.id) ?? []),
  )
}

export async function getConference(work: Work, id: string): Promise<Conference> {
  const row = found(await repository.findConference(work.tx, id), 'conference')
  return presentConference(row, await repository.listParticipants(work.tx, [id]))
}

/** Opens a conference and has people called into it. The process that takes it up does the rest. */
export async function createConference(
  work: Work,
  principal: Principal,
  wanted: NewConference,
  phoneReady: PhoneReady,
): Promise<Conference> {
  const id = uuidv7()
  const { name, participants } = wanted
  const row = await repository.insertConference(work.tx, {
    id,
    tenant_id: work.tenantId,
    node_id: null,
    name,
    start_with_moderator: wanted.startWithModerator,
    end_with_moderator: wanted.endWithModerator,
    max_participants: wanted.maxParticipants,
    tones: wanted.tones,
    announce_count: wanted.announceCount,
    opened_at: new Date(),
    started_at: null,
    ended_at: null,
  })
  if (!row) throw new Refusal('conflict', { detail: `A conference called “${name}” is going on.` })
  if (participants.length > wanted.maxParticipants) {
    throw invalidField('/participants', 'These are more than may be in the conference.')
  }
  await work.audit('conference.opened', id, { name })
  await work.publish('conference.opened', { conferenceId: id, name })
  const invited: Invited[] = []
  for (const [index, participant] of participants.entries()) {
    const at = `/participants/${index}`
    const wish = { conference: row, wanted: participant, at }
    invited.push(await invite(work, principal, wish, phoneReady))
  }
  await orderCalls(work, id, invited)
  return getConference(work, id)
}

/** Has somebody called into a running conference. */
export async function addParticipant(
  work: Work,
  principal: Principal,
  { conferenceId, wanted }: { readonly conferenceId: string; readonly wanted: NewParticipant },
  phoneReady: PhoneReady,
): Promise<Participant> {
  const conference = await liveConference(work, conferenceId)
  if (conference.locked) {
    throw new Refusal('conflict', { detail: 'The conference is locked: unlock it first.' })
  }
  const present = await repository.listParticipants(work.tx, [conferenceId])
  if (present.filter(({ state }) => state !== 'left').length >= conference.max_participants) {
    throw new Refusal('conflict', { detail: 'The conference is full.' })
  }
  await work.audit('conference.participant_added', conferenceId, { to: wanted.to })
  const invited = await invite(work, principal, { conference, wanted, at: '' }, phoneReady)
  await orderCalls(work, conferenceId, [invited])
  return invited.participant
}

async function orderCalls(work: Work, conferenceId: string, invited: readonly Invited[]) {
  const participants = invited.map(({ wanted, participant: { id, callId, label } }) => {
    return { ...wanted, id, callId, label }
  })
  await work.publish('conference.ordered', { conferenceId, order: { kind: 'add', participants } })
}

/** Orders something done with a running conference; the process that carries it does it. */
export async function controlConference(
  work: Work,
  { conferenceId, action }: { readonly conferenceId: string; readonly action: ConferenceAction },
): Promise<void> {
  await liveConference(work, conferenceId)
  if ('participantId' in action) await requireThere(work, conferenceId, action)
  const { kind, ...detail } = action
  await work.audit(`conference.${kind}`, conferenceId, detail)
  await work.publish('conference.ordered', { conferenceId, order: action })
}

async function liveConference(work: Work, id: string): Promise<repository.ConferenceRow> {
  const conference = found(await repository.findConference(work.tx, id), 'conference')
  if (conference.ended_at === null) return conference
  throw new Refusal('conflict', { detail: 'The conference has ended.' })
}

async function requireThere(
  work: Work,
  conferenceId: string,
  { kind, participantId }: Extract<ConferenceAction, { participantId: string }>,
): Promise<void> {
  const all = await repository.listParticipants(work.tx, [conferenceId])
  const { state } = found(
    all.find(({ id }) => id === participantId),
    'participant',
  )
  if (state === 'in' || (state === 'ringing' && kind === 'remove')) return
  const detail =
    state === 'left' ? 'They are not in the conference any more.' : 'They are not in it yet.'
  throw new Refusal('conflict', { detail })
}

interface Invitation {
  readonly conference: repository.ConferenceRow
  readonly wanted: NewParticipant
  /** Where the wish is in the request's body. */
  readonly at: string
}

interface Invited {
  readonly wanted: NewParticipant
  readonly participant: Participant
}

/** Writes somebody down who is to be called. */
async function invite(
  work: Work,
  principal: Principal,
  { conference, wanted, at }: Invitation,
  phoneReady: PhoneReady,
): Promise<Invited> {
  const { muted, deaf, moderator } = wanted
  const { to, shown } =
    wanted.to.kind === 'number'
      ? await numberToCall(work, principal, {
          dialled: wanted.to.number,
          from: wanted.from,
          at,
        })
      : await agentToCall(work, { agentId: wanted.to.agentId, at }, phoneReady)
  const number = to.kind === 'number' ? to.number : conference.name
  const callId = await writeInvitedCall(work, { from: wanted.from ?? '', number })
  const row: repository.ParticipantRow = {
    id: uuidv7(),
    tenant_id: work.tenantId,
    conference_id: conference.id,
    call_id: callId,
    agent_id: to.kind === 'agent' ? to.agentId : null,
    label: wanted.label ?? shown,
    state: 'ringing',
    muted,
    deaf,
    moderator,
    joined_at: null,
    left_at: null,
    reason: null,
  }
  await repository.insertParticipant(work.tx, row)
  const { id, agent_id: agentId } = row
  const named = { conferenceId: conference.id, name: conference.name }
  await work.publish('conference.participant_invited', {
    ...named,
    participantId: id,
    callId,
    agentId,
  })
  const agentName = to.kind === 'agent' ? shown : null
  return {
    wanted: { ...wanted, to },
    participant: presentParticipant({ ...row, agent_name: agentName }),
  }
}

/** Who is called, and how lists show them. */
interface Callee {
  readonly to: NewParticipant['to']
  readonly shown: string
}

/** A number that may be called, as people of the tenant's country dial it. */
async function numberToCall(
  work: Work,
  principal: Principal,
  wish: { readonly dialled: string; readonly from: string | undefined; readonly at: string },
): Promise<Callee> {
  if (!mayDo(principal.roles, 'calls:place')) {
    throw new Refusal('forbidden', { detail: 'Calling numbers needs the permission calls:place.' })
  }
  const country = await countryOf(work.tx, work.tenantId)
  const number = readNumber(wish.dialled, country)
  if (number === undefined) {
    throw invalidField(`${wish.at}/to/number`, 'This is no telephone number.')
  }
  await requireWayOut(work, wish.from)
  return { to: { kind: 'number', number }, shown: displayNumber(number, country).display }
}

/** An agent who can be rung. */
async function agentToCall(
  work: Work,
  { agentId, at }: { readonly agentId: string; readonly at: string },
  phoneReady: PhoneReady,
): Promise<Callee> {
  const agent = await getAgent(work, agentId).catch(() => undefined)
  if (!agent) throw invalidField(`${at}/to/agentId`, 'There is no such agent.')
  if (agent.state.kind === 'available' && phoneReady(agentId)) {
    return { to: { kind: 'agent', agentId }, shown: agent.name }
  }
  throw new Refusal('conflict', { detail: `${agent.name} is not available now.` })
}
