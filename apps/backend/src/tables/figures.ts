import type { Channel, ChosenDisposition, StateCause, TimelineEntry } from '@iris/contracts'
import type { ColumnType } from 'kysely'
import type { Json } from './columns.ts'

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
  outcome: string | null
  queue_id: string | null
  agent_id: string | null
  disposition: ColumnType<ChosenDisposition | null, string | null | undefined, string | null>
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
  facts: Json<object>
}

export interface AgentTimelineTable {
  id: string
  tenant_id: string
  agent_id: string
  state: TimelineEntry['state']
  reason: string | null
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
