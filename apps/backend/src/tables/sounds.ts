import type { Prompt, Recording } from '@iris/contracts'
import type { Generated } from 'kysely'
import type { MadeAt } from './columns.ts'

export interface MailsTable {
  id: string
  tenant_id: string
  recipient: string
  subject: string
  body: string
  /** The message whose sound goes along. */
  voicemail_id: string | null
  state: 'waiting' | 'sent' | 'failed'
  attempts: Generated<number>
  next_at: Generated<Date>
  problem: Generated<string | null>
  created_at: MadeAt
}

export interface PromptsTable {
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

export interface RecordingsTable {
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
  /** Where its audio lies. */
  storage: Generated<'local' | 'stored'>
  store_attempts: Generated<number>
  store_at: Generated<Date>
}

export interface VoicemailBoxesTable {
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

export interface VoicemailTranscriptsTable {
  voicemail_id: string
  tenant_id: string
  state: 'waiting' | 'ready' | 'failed'
  text: Generated<string | null>
  confidence: Generated<number | null>
  attempts: Generated<number>
  try_at: Generated<Date>
}

export interface VoicemailsTable {
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
  /** Where its audio lies. */
  storage: Generated<'local' | 'stored'>
  store_attempts: Generated<number>
  store_at: Generated<Date>
}
