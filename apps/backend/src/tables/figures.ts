import type {
  Channel,
  ChosenDisposition,
  ContactOutcome,
  StateCause,
  TimelineEntry,
  WallboardLink,
} from '@iris/contracts'
import type { ColumnType, Generated } from 'kysely'
import type { Json, MadeAt } from './columns.ts'

export interface ContactsTable {
  id: string
  tenant_id: string
  channel: Channel
  direction: 'inbound' | 'outbound'
  from_value: string
  number_id: string | null
  subject: string
  started_at: Date
  ended_at: Date | null
  outcome: ContactOutcome | null
  queue_id: string | null
  agent_id: string | null
  disposition: ColumnType<ChosenDisposition | null, string | null | undefined, string | null>
  reached: Generated<boolean>
  seen: Generated<string[]>
}

export interface ContactLegsTable {
  id: string
  tenant_id: string
  contact_id: string
  kind: 'queue' | 'offer' | 'talk' | 'wrap_up'
  channel: Channel
  direction: 'inbound' | 'outbound'
  number_id: string | null
  queue_id: string | null
  agent_id: string | null
  began_at: Date
  ended_at: Date | null
  outcome: string | null
  /** What belongs to its kind; `contacts/leg-rows.ts` reads it. */
  facts: Json<object>
}

export interface AgentTimelineTable {
  id: string
  tenant_id: string
  agent_id: string
  state: TimelineEntry['state']
  reason: TimelineEntry['reason']
  contact_id: string | null
  began_at: Date
  ended_at: Date | null
  cause: Json<StateCause>
}

export interface LivePublicationsTable {
  tenant_id: string
  wanted_until: Date
  publisher_id: ColumnType<string | null, string | null | undefined, string | null>
  published_until: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface WallboardLinksTable {
  id: string
  tenant_id: string
  name: string
  secret_hash: Buffer
  created_by: string
  created_at: MadeAt
  expires_at: Date
  last_used_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  revoked_by: ColumnType<string | null, string | null | undefined, string | null>
  revoked_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  revoked_because: ColumnType<WhyRevoked | null, WhyRevoked | null | undefined, WhyRevoked | null>
}

type WhyRevoked = NonNullable<WallboardLink['revoked']>['because']

/** One for each interval, queue, agent, channel and number that anything happened to. */
export interface FigureIntervalsTable {
  tenant_id: string
  from_at: Date
  queue_id: string | null
  agent_id: string | null
  channel: Channel
  number_id: string | null
  offered: number
  answered: number
  answered_in_time: number
  abandoned: number
  abandoned_late: number
  short_abandoned: number
  flowed_out: number
  callbacks_asked: number
  callbacks_done: number
  handled: number
  transferred_out: number
  conferenced: number
  rejected: number
  missed: number
  wait_ms: number
  abandon_wait_ms: number
  longest_wait_ms: number
  talk_ms: number
  hold_ms: number
  wrap_up_ms: number
}

export interface AgentIntervalsTable {
  tenant_id: string
  from_at: Date
  agent_id: string
  state: TimelineEntry['state']
  reason: TimelineEntry['reason']
  ms: number
}

/** Of complete quarters of an hour; an agent without any of it has no row. */
export interface AgentFigureIntervalsTable {
  tenant_id: string
  from_at: Date
  agent_id: string
  occupied_ms: number
  idle_ms: number
  scheduled_ms: number
  adherent_ms: number
}

export interface AgentFiguresKeptTable {
  tenant_id: string
  until_at: Date
}

/** Written by triggers. */
export interface AgentFigureChangesTable {
  id: Generated<number>
  tenant_id: string
  agent_id: string
  from_at: Date
  to_at: Date
}
