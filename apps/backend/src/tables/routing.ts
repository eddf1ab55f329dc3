import type {
  Activity,
  Announcements,
  Calendar,
  CallbackOutcome,
  CallbackRules,
  Capacity,
  Channel,
  ChosenDisposition,
  QueueLimits,
  QueueOutcome,
  QueueRouting,
  QueueWrapUp,
  RecordingRule,
  RelaxStep,
  ServiceLevel,
  SkillNeed,
} from '@iris/contracts'
import type { AgentState, ChoiceFacts } from '@iris/routing'
import type { ColumnType, Generated } from 'kysely'
import type { Json, MadeAt } from './columns.ts'

/** As it was written; what it leaves out is as its schema says. */
type Settings<T extends object> = ColumnType<T, string | undefined, string>

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
  routing: Settings<Partial<QueueRouting>>
  service_level: Settings<Partial<ServiceLevel>>
  limits: Settings<Partial<QueueLimits>>
  announcements: Settings<Partial<Announcements>>
  callbacks: Settings<Partial<CallbackRules>>
  wrap_up: Settings<Partial<QueueWrapUp>>
  emergency: ColumnType<
    { since: string; by: string; message: string } | null,
    string | null | undefined,
    string | null
  >
  created_at: MadeAt
}

export interface QueueAgentsTable {
  tenant_id: string
  queue_id: string
  agent_id: string
  rank: Generated<number>
}

export interface QueueHoursTable {
  tenant_id: string
  queue_id: string
  hours_id: string
}

export interface HoursTable {
  id: string
  tenant_id: string
  name: string
  calendar: Json<Calendar>
  created_at: MadeAt
}

export interface SkillsTable {
  id: string
  tenant_id: string
  name: string
  created_at: MadeAt
}

export interface AgentSkillsTable {
  tenant_id: string
  agent_id: string
  skill_id: string
  level: number
}

export interface TeamsTable {
  id: string
  tenant_id: string
  name: string
  created_at: MadeAt
}

export interface AgentProfilesTable {
  tenant_id: string
  agent_id: string
  team_id: string | null
  capacity: ColumnType<Capacity | null, string | null | undefined, string | null>
}

export interface ShiftsTable {
  tenant_id: string
  agent_id: string
  from_at: Date
  to_at: Date
  activity: Activity
}

export interface AgentWorkTable {
  contact_id: string
  tenant_id: string
  agent_id: string
  queue_id: string
  channel: Channel
  points: number
  phase: 'offered' | 'active' | 'wrap_up'
  from_value: string
  subject: Generated<string>
  since: Date
  ends_at: Date | null
  /** Whether its after-call time was taken once more. */
  extended: Generated<boolean>
  /** What it was before the agent took it: it goes back there if the agent is gone. */
  place: ColumnType<HeldPlace | null, string | null | undefined, string | null>
}

/** A place in a queue that a contact may come back to. */
export interface HeldPlace {
  readonly waitingSince: string
  readonly priority: number
  readonly needs: readonly SkillNeed[]
  readonly relax: readonly RelaxStep[] | null
  readonly onlyAgentId: string | null
}

export interface AgentDispositionsTable {
  tenant_id: string
  agent_id: string
  contact_id: string
  queue_id: string
  disposition: Json<ChosenDisposition>
}

export interface AgentTabsTable {
  tenant_id: string
  agent_id: string
  tab_id: string
  beat_until: Date
}

export interface RoutingLeasesTable {
  tenant_id: string
  owner_id: string
  token: number
  expires_at: Date
}

/** What a decision was made from. */
export type DecisionFacts =
  | {
      readonly kind: 'offered'
      readonly choice: ChoiceFacts
      readonly agentIds: readonly string[]
    }
  | { readonly kind: 'withdrawn'; readonly agentId: string }
  | { readonly kind: 'overflowed'; readonly outcome: QueueOutcome }
  /** `by` is the name of whoever did it. */
  | {
      readonly kind: 'moved'
      readonly by: string
      readonly priority: number
      readonly isFirst: boolean
    }

export interface RoutingDecisionsTable {
  id: string
  tenant_id: string
  contact_id: string
  queue_id: string
  kind: 'offered' | 'waits' | 'relaxed' | 'overflowed' | 'withdrawn' | 'moved'
  agent_id: string | null
  facts: Json<DecisionFacts>
  at: Date
}

export interface AgentTurnsTable {
  tenant_id: string
  queue_id: string
  agent_id: string
  at: Date
}

export interface AgentStatesTable {
  tenant_id: string
  agent_id: string
  state: Json<AgentState>
  kind: ColumnType<AgentState['kind'], never, never>
  channels: Generated<Channel[]>
  beat_until: ColumnType<Date | null, Date | null | undefined, Date | null>
  version: Generated<number>
}

/** An agent who turned the contact down or let it ring, and when (ms since 1970). */
interface Declined {
  agentId: string
  atMs: number
}

export interface QueueEntriesTable {
  /** A call's is the call's id. */
  contact_id: string
  tenant_id: string
  queue_id: string
  priority: number
  waiting_since: Date
  expires_at: Date | null
  declined: Json<Declined[]>
  preferred_agent_id: string | null
  offered_to: string | null
  offer_expires_at: Date | null
  /** Of a contact without a leg: whoever is to be called back. `contact_id` is then the call that there will be. */
  callback_id: ColumnType<string | null, string | null | undefined, null>
  channel: Generated<Channel>
  band: Generated<number>
  needs: ColumnType<SkillNeed[], string | undefined, string>
  relax: ColumnType<RelaxStep[] | null, string | null | undefined, string | null>
  sticky_agent_id: Generated<string | null>
  sticky_until: ColumnType<Date | null, Date | null | undefined, Date | null>
  only_agent_id: Generated<string | null>
  entered_at: Generated<Date>
  from_value: Generated<string>
  subject: Generated<string>
  offer: Generated<number>
  also_offered_to: Generated<string[]>
  offer_token: Generated<number | null>
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
  agent_id: Generated<string | null>
  note: Generated<string>
  first: Generated<'agent' | 'customer'>
  /** In place of what the queue needs. */
  needs: ColumnType<SkillNeed[] | null, string | null | undefined, string | null>
  relax: ColumnType<RelaxStep[] | null, string | null | undefined, string | null>
}
