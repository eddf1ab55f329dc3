import type {
  TenantsTable,
  UsersTable,
  SessionsTable,
  AuditEntriesTable,
  IdempotencyKeysTable,
  NodesTable,
} from './tables/people.ts'
import type {
  NumbersTable,
  QueuesTable,
  QueueAgentsTable,
  AgentStatesTable,
  QueueEntriesTable,
  CallbacksTable,
  QueueHoursTable,
  HoursTable,
  SkillsTable,
  AgentSkillsTable,
  TeamsTable,
  ShiftsTable,
  AgentProfilesTable,
  AgentDispositionsTable,
  AgentTabsTable,
  AgentWorkTable,
  RoutingLeasesTable,
  RoutingDecisionsTable,
  AgentTurnsTable,
} from './tables/routing.ts'
import type {
  AgentFigureChangesTable,
  AgentFigureIntervalsTable,
  AgentFiguresKeptTable,
  AgentIntervalsTable,
  AgentTimelineTable,
  ContactLegsTable,
  ContactsTable,
  FigureIntervalsTable,
  LivePublicationsTable,
  WallboardLinksTable,
} from './tables/figures.ts'
import type { WaitForecastsTable, WaitModelsTable } from './tables/waits.ts'
import type {
  FlowDraftsTable,
  FlowExitCountsTable,
  FlowsTable,
  FlowTestsTable,
  FlowRunsTable,
  FlowSchedulesTable,
  FlowTracesTable,
  FlowVersionsTable,
  FlowVisitorsTable,
} from './tables/flows.ts'
import type {
  CallsTable,
  WebhookSecretsTable,
  WebhookDeliveriesTable,
  TrunksTable,
  CallAgentsTable,
  ParkedCallsTable,
  ConferencesTable,
  ConferenceParticipantsTable,
} from './tables/calls.ts'
import type {
  CallNotesTable,
  CustomerNumbersTable,
  CustomersTable,
  SecretsTable,
} from './tables/flow-effects.ts'
import type {
  MailsTable,
  PromptsTable,
  RecordingsTable,
  VoicemailBoxesTable,
  VoicemailTranscriptsTable,
  VoicemailsTable,
} from './tables/sounds.ts'

/** The tables as `migrations/` makes them, for Kysely. */
export interface Tables {
  tenants: TenantsTable
  users: UsersTable
  sessions: SessionsTable
  audit_entries: AuditEntriesTable
  idempotency_keys: IdempotencyKeysTable
  flows: FlowsTable
  flow_versions: FlowVersionsTable
  flow_drafts: FlowDraftsTable
  flow_visitors: FlowVisitorsTable
  flow_tests: FlowTestsTable
  flow_runs: FlowRunsTable
  flow_schedules: FlowSchedulesTable
  flow_traces: FlowTracesTable
  flow_exit_counts: FlowExitCountsTable
  numbers: NumbersTable
  queues: QueuesTable
  queue_agents: QueueAgentsTable
  agent_states: AgentStatesTable
  nodes: NodesTable
  calls: CallsTable
  call_agents: CallAgentsTable
  parked_calls: ParkedCallsTable
  queue_entries: QueueEntriesTable
  queue_hours: QueueHoursTable
  hours: HoursTable
  skills: SkillsTable
  agent_skills: AgentSkillsTable
  teams: TeamsTable
  shifts: ShiftsTable
  agent_profiles: AgentProfilesTable
  agent_work: AgentWorkTable
  agent_dispositions: AgentDispositionsTable
  agent_tabs: AgentTabsTable
  agent_timeline: AgentTimelineTable
  live_publications: LivePublicationsTable
  wallboard_links: WallboardLinksTable
  wait_models: WaitModelsTable
  wait_forecasts: WaitForecastsTable
  routing_leases: RoutingLeasesTable
  routing_decisions: RoutingDecisionsTable
  agent_turns: AgentTurnsTable
  contacts: ContactsTable
  contact_legs: ContactLegsTable
  figure_intervals: FigureIntervalsTable
  agent_intervals: AgentIntervalsTable
  agent_figure_intervals: AgentFigureIntervalsTable
  agent_figures_kept: AgentFiguresKeptTable
  agent_figure_changes: AgentFigureChangesTable
  callbacks: CallbacksTable
  recordings: RecordingsTable
  voicemail_boxes: VoicemailBoxesTable
  voicemails: VoicemailsTable
  voicemail_transcripts: VoicemailTranscriptsTable
  trunks: TrunksTable
  conferences: ConferencesTable
  conference_participants: ConferenceParticipantsTable
  webhook_secrets: WebhookSecretsTable
  webhook_deliveries: WebhookDeliveriesTable
  prompts: PromptsTable
  mails: MailsTable
  secrets: SecretsTable
  customers: CustomersTable
  customer_numbers: CustomerNumbersTable
  call_notes: CallNotesTable
}
