import type { FlowDocument, FlowTestCase, FlowReferences, FlowStep } from '@iris/contracts'
import type { FlowCommand, FlowSchedule, FlowState } from '@iris/flow'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { Json, MadeAt } from './columns.ts'

export interface FlowsTable {
  id: string
  tenant_id: string
  name: string
  description: Generated<string>
  /** 0 until something was published. */
  latest_version: number
  published_version: number | null
  archived_at: Generated<Date | null>
  created_at: MadeAt
  updated_at: Generated<Date>
}

export interface FlowVersionsTable {
  tenant_id: string
  flow_id: string
  version: number
  document: Json<FlowDocument>
  name: Generated<string | null>
  note: Generated<string>
  created_by: string
  created_by_id: string | null
  copy_of: number | null
  references: JSONColumnType<FlowReferences | null, string | null, string | null>
  published_at: Date | null
  created_at: MadeAt
}

export interface FlowDraftsTable {
  tenant_id: string
  flow_id: string
  document: Json<FlowDocument>
  revision: Generated<number>
  published_revision: Generated<number | null>
  based_on: number | null
  saved_by: string
  saved_by_id: string | null
  saved_at: Generated<Date>
}

export interface FlowVisitorsTable {
  tenant_id: string
  flow_id: string
  user_id: string
  tab: string
  user_name: string
  wants: 'look' | 'edit'
  selection: Json<string[]>
  cursor: JSONColumnType<{ x: number; y: number } | null, string | null, string | null>
  joined_at: Generated<Date>
  seen_at: Generated<Date>
  holds_since: Generated<Date | null>
}

/** What came of a test when it was last run. */
export interface TestResult {
  /** Of the draft. */
  readonly revision: number
  readonly passed: boolean
  /** RFC 3339, UTC. */
  readonly at: string
}

export interface FlowTestsTable {
  id: string
  tenant_id: string
  flow_id: string
  name: string
  place: number
  case: Json<FlowTestCase>
  last_result: JSONColumnType<TestResult | null, string | null | undefined, string | null>
  changed_at: Generated<Date>
}

export interface FlowRunsTable {
  id: string
  tenant_id: string
  flow_id: string
  version: number
  started_by: 'api' | 'schedule'
  started_at: Date
  state: Json<WaitingState>
  command: Json<FlowCommand>
  due_at: Date
  claims: Generated<number>
  tries: Generated<number>
}

type WaitingState = Extract<FlowState, { kind: 'waiting' }>

export interface FlowSchedulesTable {
  tenant_id: string
  flow_id: string
  version: number
  schedule: Json<FlowSchedule>
  next_at: Date
}

export interface FlowTracesTable {
  id: string
  tenant_id: string
  flow_id: string
  version: number
  call_id: string | null
  started_at: Date
  ended_at: Date | null
  outcome: string | null
  steps: ColumnType<Record<string, FlowStep>, string, string>
  visits: number
}

export interface FlowExitCountsTable {
  tenant_id: string
  flow_id: string
  version: number
  minute: Date
  block: string
  exit: string
  count: number
}
