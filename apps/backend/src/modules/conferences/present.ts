import type { Conference, Participant } from '@iris/contracts'
import type { ConferenceRow, NamedParticipantRow } from './repository.ts'

export function presentConference(
  row: ConferenceRow,
  participants: readonly NamedParticipantRow[],
): Conference {
  return {
    id: row.id,
    name: row.name,
    state: stateOf(row),
    locked: row.locked,
    startWithModerator: row.start_with_moderator,
    endWithModerator: row.end_with_moderator,
    maxParticipants: row.max_participants,
    tones: row.tones,
    announceCount: row.announce_count,
    openedAt: row.opened_at.toISOString(),
    startedAt: instant(row.started_at),
    endedAt: instant(row.ended_at),
    participants: participants.map(presentParticipant),
  }
}

export function presentParticipant(row: NamedParticipantRow): Participant {
  return {
    id: row.id,
    callId: row.call_id,
    agent:
      row.agent_id === null ? null : { id: row.agent_id, name: row.agent_name ?? 'Former agent' },
    label: row.label,
    state: row.state,
    muted: row.muted,
    deaf: row.deaf,
    moderator: row.moderator,
    joinedAt: instant(row.joined_at),
    leftAt: instant(row.left_at),
    reason: row.reason,
  }
}

function stateOf({ started_at, ended_at }: ConferenceRow): Conference['state'] {
  if (ended_at !== null) return 'ended'
  return started_at === null ? 'waiting' : 'running'
}

function instant(date: Date | null): string | null {
  return date === null ? null : date.toISOString()
}
