import type { Contact } from '@iris/contracts'
import type { Generated } from 'kysely'
import type { Json, MadeAt } from './columns.ts'

export interface SecretsTable {
  tenant_id: string
  name: string
  sealed: Buffer
  changed_at: Date
  changed_by: string | null
}

export interface ContactsTable {
  id: string
  tenant_id: string
  name: string
  emails: string[]
  language: string | null
  attributes: Json<Contact['attributes']>
  created_at: MadeAt
  updated_at: Generated<Date>
}

export interface ContactNumbersTable {
  tenant_id: string
  number: string
  contact_id: string
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
