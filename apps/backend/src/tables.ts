import type {
  Answerer,
  Call,
  CallQuality,
  CallStep,
  Consult,
  FlowDocument,
  HangupCause,
  Participant,
  Prompt,
  Recording,
  RecordingRule,
  Role,
  Supervision,
  Trunk,
} from '@iris/contracts'
import type { AgentState } from '@iris/routing'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'

/** The tables as `migrations/` makes them, for Kysely. */
export interface Tables {
  tenants: TenantsTable
  users: UsersTable
  sessions: SessionsTable
  audit_entries: AuditEntriesTable
  idempotency_keys: IdempotencyKeysTable
  flows: FlowsTable
  flow_versions: FlowVersionsTable
  numbers: NumbersTable
  queues: QueuesTable
  queue_agents: QueueAgentsTable
  agent_states: AgentStatesTable
  nodes: NodesTable
  calls: CallsTable
  call_agents: CallAgentsTable
  parked_calls: ParkedCallsTable
  queue_entries: QueueEntriesTable
  recordings: RecordingsTable
  voicemail_boxes: VoicemailBoxesTable
  voicemails: VoicemailsTable
  voicemail_transcripts: VoicemailTranscriptsTable
  trunks: TrunksTable
  conferences: ConferencesTable
  conference_participants: ConferenceParticipantsTable
  prompts: PromptsTable
  mails: MailsTable
}

/** JSON that is read parsed and written as text. */
type Json<T extends object> = JSONColumnType<T, string, string>
type MadeAt = ColumnType<Date, Date | undefined, never>

interface TenantsTable {
  id: string
  name: string
  country: string
  time_zone: string
  demo: Generated<boolean>
  recording_retention_days: Generated<number | null>
  recording_rule: Generated<RecordingRule>
  created_at: MadeAt
}

interface UsersTable {
  id: string
  tenant_id: string
  email: string
  name: string
  roles: Role[]
  locale: Generated<string>
  password_hash: string
  disabled_at: Date | null
  created_at: MadeAt
}

interface SessionsTable {
  id: string
  tenant_id: string
  user_id: string
  secret_hash: Buffer
  previous_hash: Buffer | null
  rotated_at: Generated<Date>
  created_at: MadeAt
  last_seen_at: Generated<Date>
  expires_at: Date
  ended_at: Date | null
  ended_reason: string | null
  address: string
  user_agent: string
}

interface AuditEntriesTable {
  id: string
  tenant_id: string
  at: MadeAt
  actor_id: string | null
  action: string
  target: string
  detail: Json<Record<string, unknown>>
  address: string | null
}

interface IdempotencyKeysTable {
  tenant_id: string
  user_id: string
  key: string
  request_hash: Buffer
  status: number | null
  body: JSONColumnType<object, string | null, string | null>
  created_at: MadeAt
}

interface FlowsTable {
  id: string
  tenant_id: string
  name: string
  latest_version: number
  published_version: number | null
  created_at: MadeAt
  updated_at: Generated<Date>
}

interface FlowVersionsTable {
  tenant_id: string
  flow_id: string
  version: number
  document: Json<FlowDocument>
  created_by: string
  created_at: MadeAt
}

interface NumbersTable {
  id: string
  tenant_id: string
  number: string
  label: Generated<string>
  flow_id: string | null
  record: Generated<RecordingRule>
  voicemail_box_id: Generated<string | null>
  created_at: MadeAt
}

interface MailsTable {
  id: string
  tenant_id: string
  recipient: string
  subject: string
  body: string
  voicemail_id: string
  state: 'waiting' | 'sent' | 'failed'
  attempts: Generated<number>
  next_at: Generated<Date>
  problem: Generated<string | null>
  created_at: MadeAt
}

interface PromptsTable {
  id: string
  tenant_id: string
  name: string
  source: Prompt['source']
  text: string | null
  voice: string | null
  sound_id: string | null
  duration_ms: number | null
  created_at: MadeAt
  changed_at: Generated<Date>
}

interface QueuesTable {
  id: string
  tenant_id: string
  name: string
  ring_timeout_ms: number
  wrap_up_ms: number
  announce_every_ms: number
  record: RecordingRule
  recording_retention_days: number | null
  created_at: MadeAt
}

interface QueueAgentsTable {
  tenant_id: string
  queue_id: string
  agent_id: string
}

interface AgentStatesTable {
  tenant_id: string
  agent_id: string
  state: Json<AgentState>
  kind: ColumnType<AgentState['kind'], never, never>
  version: Generated<number>
}

interface NodesTable {
  id: string
  name: string
  started_at: MadeAt
  seen_at: Generated<Date>
}

interface CallsTable {
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
}

interface TrunksTable {
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

interface CallAgentsTable {
  tenant_id: string
  agent_id: string
  call_id: string
}

interface ParkedCallsTable {
  tenant_id: string
  slot: number
  call_id: string
  agent_id: string
  parked_at: Date
}

/** An agent who turned the contact down or let it ring, and when (ms since 1970). */
export interface Declined {
  agentId: string
  atMs: number
}

interface QueueEntriesTable {
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
}

interface RecordingsTable {
  id: string
  tenant_id: string
  call_id: string
  node_id: string
  queue_id: string | null
  agent_id: string | null
  state: Recording['state']
  wrapped_key: Buffer
  started_at: Date
  ended_at: Date | null
  duration_ms: number | null
  legal_hold: Generated<boolean>
}

interface VoicemailBoxesTable {
  id: string
  tenant_id: string
  name: string
  greeting: string
  queue_id: string | null
  agent_id: string | null
  max_ms: number
  silence_end_ms: number
  greeting_sound_id: Generated<string | null>
  greeting_ms: Generated<number | null>
  greeting_changed_at: Generated<Date | null>
  mail_to: Generated<string | null>
  created_at: MadeAt
}

interface VoicemailTranscriptsTable {
  voicemail_id: string
  tenant_id: string
  state: 'waiting' | 'ready' | 'failed'
  text: Generated<string | null>
  confidence: Generated<number | null>
  attempts: Generated<number>
  try_at: Generated<Date>
}

interface VoicemailsTable {
  id: string
  tenant_id: string
  box_id: string
  call_id: string
  node_id: string
  from_value: string
  state: 'recording' | 'ready'
  wrapped_key: Buffer
  started_at: Date
  duration_ms: number | null
  heard_at: Date | null
  forwarded_by: Generated<string | null>
  note: Generated<string | null>
}

interface ConferencesTable {
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

interface ConferenceParticipantsTable {
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
