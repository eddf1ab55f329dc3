import type { Customer } from '@iris/contracts'
import type { Generated } from 'kysely'
import type { Json, MadeAt } from './columns.ts'

export interface SecretsTable {
  tenant_id: string
  name: string
  sealed: Buffer
  changed_at: Date
  changed_by: string | null
}

export interface CustomersTable {
  id: string
  tenant_id: string
  name: string
  emails: string[]
  language: string | null
  attributes: Json<Customer['attributes']>
  created_at: MadeAt
  updated_at: Generated<Date>
}

export interface CustomerNumbersTable {
  tenant_id: string
  number: string
  customer_id: string
  place: number
}

export interface CallNotesTable {
  id: string
  tenant_id: string
  call_id: string
  flow_id: string
  text: string
  created_at: MadeAt
}
