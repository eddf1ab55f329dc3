import type { EventOf, StateCause, TimelineEntry } from '@iris/contracts'
import type { ContactNote } from './draw.ts'

type StateChanged = EventOf<'agent.state_changed'>

/** A stretch of an agent's time. It has the id of the event that began it. */
export interface AgentStretch {
  readonly id: string
  readonly agentId: string
  readonly state: TimelineEntry['state']
  readonly reason: TimelineEntry['reason']
  readonly contactId: string | null
  readonly fromMs: number
  readonly toMs: number | null
  readonly cause: StateCause
}

export function stretchOf({ id, payload }: StateChanged): AgentStretch {
  const { agent, cause } = payload
  const { state } = agent
  return {
    id,
    agentId: agent.id,
    state: state.kind,
    reason: state.kind === 'not_ready' ? state.reason : null,
    contactId: 'callId' in state ? state.callId : null,
    fromMs: Date.parse(state.since),
    toMs: null,
    cause,
  }
}

/** Whether an agent does the same as before: what they chose for afterwards makes no other stretch. */
export function isSameStretch(one: AgentStretch, other: AgentStretch): boolean {
  return (
    one.state === other.state &&
    one.reason === other.reason &&
    one.contactId === other.contactId &&
    one.fromMs === other.fromMs
  )
}

/** What an agent's change of state says of contacts: of the one they were in, and of those they work on afterwards. */
export function notesOf(
  { payload: { agent } }: StateChanged,
  before: AgentStretch | undefined,
): (ContactNote & { readonly contactId: string; readonly atMs: number })[] {
  const { state, id: agentId } = agent
  const sinceMs = Date.parse(state.since)
  const notes = []
  if (before?.contactId && !goesOn(before, state)) {
    const left = { contactId: before.contactId, agentId, atMs: sinceMs }
    if (before.state === 'in_call') notes.push({ ...left, kind: 'agent_done' as const })
    if (before.state === 'wrap_up') notes.push({ ...left, kind: 'wrap_up_over' as const })
  }
  const wrapUps = [
    ...(state.kind === 'wrap_up' ? [{ contactId: state.callId, sinceMs }] : []),
    ...agent.work
      .filter(({ phase }) => phase === 'wrap_up')
      .map(({ contactId, since }) => ({ contactId, sinceMs: Date.parse(since) })),
  ]
  for (const wrapUp of wrapUps) {
    notes.push({ ...wrapUp, kind: 'wrap_up_began' as const, agentId, atMs: wrapUp.sinceMs })
  }
  return notes
}

function goesOn(
  { state, contactId }: AgentStretch,
  now: StateChanged['payload']['agent']['state'],
) {
  return now.kind === state && 'callId' in now && now.callId === contactId
}

/** Every contact that such an event may say something of. */
export function contactsIn({ payload: { agent } }: StateChanged): string[] {
  const inHand = 'callId' in agent.state ? [agent.state.callId] : []
  return [...inHand, ...agent.work.map(({ contactId }) => contactId)]
}
