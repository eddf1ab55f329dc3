import type {
  Answerer,
  Call,
  CallQuality,
  CallStep,
  Consult,
  HangupCause,
  Participant,
  Programme,
  Supervision,
  Trunk,
} from '@iris/contracts'
import type { Generated, JSONColumnType } from 'kysely'
import type { Json, MadeAt } from './columns.ts'

export interface CallsTable {
  id: string
  tenant_id: string
  node_id: string | null
  direction: Call['direction']
  state: Call['state']
  from_value: string
  number_value: string
  number_id: string | null
  flow_id: string | null
  flow_version: number | null
  queue_id: string | null
  agent_id: string | null
  started_at: Date
  answered_at: Date | null
  queued_at: Date | null
  connected_at: Date | null
  ended_at: Date | null
  cause: HangupCause | null
  ended_by: Call['endedBy']
  path: Json<CallStep[]>
  consult: JSONColumnType<Consult | null, string | null, string | null>
  supervision: JSONColumnType<Supervision | null, string | null, string | null>
  quality: JSONColumnType<CallQuality | null, string | null, string | null>
  trunk_id: Generated<string | null>
  answered_by: Generated<Answerer | null>
  programme: JSONColumnType<Programme | null, string | null | undefined, string | null>
  status_callback_url: Generated<string | null>
}

export interface WebhookSecretsTable {
  tenant_id: string
  sealed: Buffer
  previous_sealed: Generated<Buffer | null>
  previous_until: Generated<Date | null>
  made_at: Generated<Date>
}

export interface WebhookDeliveriesTable {
  id: string
  tenant_id: string
  call_id: string
  url: string
  body: string
  attempts: Generated<number>
  due_at: Generated<Date>
  ended_at: Generated<Date | null>
  delivered: Generated<boolean | null>
  failure: Generated<string | null>
}

export interface TrunksTable {
  id: string
  tenant_id: string
  name: string
  enabled: boolean
  host: string
  port: number | null
  transport: Trunk['transport']
  media: Trunk['media']
  codecs: Generated<Trunk['codecs']>
  domain: string | null
  username: string | null
  password_sealed: Buffer | null
  registers: boolean
  addresses: string[]
  prefixes: string[]
  priority: number
  price_per_minute: number
  caller_ids: string[]
  default_caller_id: string | null
  max_channels: number
  calls_per_second: number
  number_format: 'e164' | 'digits'
  created_at: MadeAt
}

export interface CallAgentsTable {
  tenant_id: string
  agent_id: string
  call_id: string
}

export interface ParkedCallsTable {
  tenant_id: string
  slot: number
  call_id: string
  agent_id: string
  parked_at: Date
}

export interface ConferencesTable {
  id: string
  tenant_id: string
  node_id: string | null
  name: string
  locked: Generated<boolean>
  start_with_moderator: boolean
  end_with_moderator: boolean
  max_participants: number
  tones: boolean
  announce_count: boolean
  opened_at: Date
  started_at: Date | null
  ended_at: Date | null
}

export interface ConferenceParticipantsTable {
  id: string
  tenant_id: string
  conference_id: string
  call_id: string
  agent_id: string | null
  label: string
  state: Participant['state']
  muted: boolean
  deaf: boolean
  moderator: boolean
  joined_at: Date | null
  left_at: Date | null
  reason: Participant['reason']
}
