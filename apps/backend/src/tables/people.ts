import type { RecordingRule, Role } from '@iris/contracts'
import type { Generated, JSONColumnType } from 'kysely'
import type { Json, MadeAt } from './columns.ts'

export interface TenantsTable {
  id: string
  name: string
  country: string
  time_zone: string
  demo: Generated<boolean>
  recording_retention_days: Generated<number | null>
  recording_rule: Generated<RecordingRule>
  created_at: MadeAt
}

export interface UsersTable {
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

export interface SessionsTable {
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

export interface AuditEntriesTable {
  id: string
  tenant_id: string
  at: MadeAt
  actor_id: string | null
  action: string
  target: string
  detail: Json<Record<string, unknown>>
  address: string | null
}

export interface IdempotencyKeysTable {
  tenant_id: string
  user_id: string
  key: string
  request_hash: Buffer
  status: number | null
  body: JSONColumnType<object, string | null, string | null>
  created_at: MadeAt
}

export interface NodesTable {
  id: string
  name: string
  started_at: MadeAt
  seen_at: Generated<Date>
}
