import type { CallbackOutcome, RecordingRule } from '@iris/contracts'
import type { AgentState } from '@iris/routing'
import type { ColumnType, Generated } from 'kysely'
import type { Json, MadeAt } from './columns.ts'

export interface NumbersTable {
  id: string
  tenant_id: string
  number: string
  label: Generated<string>
  flow_id: string | null
  record: Generated<RecordingRule>
  answer_url: Generated<string | null>
  answer_fallback_url: Generated<string | null>
  status_callback_url: Generated<string | null>
  voicemail_box_id: Generated<string | null>
  created_at: MadeAt
}

export interface QueuesTable {
  id: string
  tenant_id: string
  name: string
  ring_timeout_ms: number
  wrap_up_ms: number
  announce_every_ms: number
  record: RecordingRule
  recording_retention_days: number | null
  music: Generated<string[]>
  created_at: MadeAt
}

export interface QueueAgentsTable {
  tenant_id: string
  queue_id: string
  agent_id: string
}

export interface AgentStatesTable {
  tenant_id: string
  agent_id: string
  state: Json<AgentState>
  kind: ColumnType<AgentState['kind'], never, never>
  version: Generated<number>
}

/** An agent who turned the contact down or let it ring, and when (ms since 1970). */
export interface Declined {
  agentId: string
  atMs: number
}

export interface QueueEntriesTable {
  call_id: string
  tenant_id: string
  queue_id: string
  priority: number
  waiting_since: Date
  expires_at: Date | null
  declined: Json<Declined[]>
  preferred_agent_id: string | null
  offered_to: string | null
  offer_expires_at: Date | null
  /** Of a contact without a leg: whoever is to be called back. `call_id` is then the call that there will be. */
  callback_id: ColumnType<string | null, string | null | undefined, never>
}

export interface CallbacksTable {
  id: string
  tenant_id: string
  queue_id: string
  number_value: string
  caller_name: string
  caller_id: string | null
  from_call_id: string | null
  priority: number
  waiting_since: Date
  state: 'waiting' | 'dialling' | 'done' | 'failed' | 'cancelled'
  attempts: Generated<number>
  max_attempts: number
  retry_after_ms: number
  next_attempt_at: Date
  expires_at: Date | null
  call_id: string
  outcome: CallbackOutcome | null
  requested_at: MadeAt
  ended_at: Date | null
}
