import type { AuditEntry } from '@iris/contracts'
import { overviewWords } from './overview-words.ts'

const known = [
  'agent.contact_finished',
  'agent.profile_changed',
  'agent.schedule_changed',
  'agent.state_set',
  'call.placed',
  'call.end_requested',
  'flow.archived',
  'flow.created',
  'flow.deleted',
  'flow.published',
  'flow.renamed',
  'flow.restored',
  'flow.run_cancelled',
  'flow.run_started',
  'flow.saved',
  'flow.test_added',
  'flow.test_changed',
  'flow.test_deleted',
  'flow.unarchived',
  'flow.version_named',
  'queue.created',
  'queue.changed',
  'queue.agents_set',
  'queue.closed',
  'queue.reopened',
  'queue.deleted',
  'skill.created',
  'skill.changed',
  'skill.deleted',
  'team.created',
  'team.changed',
  'team.deleted',
  'hours.created',
  'hours.changed',
  'hours.deleted',
  'contact.moved',
  'contact.removed',
  'callback.planned',
  'callback.cancelled',
  'prompt.created',
  'prompt.changed',
  'prompt.uploaded',
  'prompt.deleted',
  'recording_policy.changed',
  'voicemail_box.created',
  'voicemail_box.changed',
  'voicemail_box.greeting_changed',
  'voicemail_box.deleted',
  'customer.created',
  'customer.changed',
  'customer.deleted',
  'secret.created',
  'secret.changed',
  'secret.deleted',
  'number.created',
  'number.changed',
  'number.released',
  'session.started',
  'session.ended',
  'tenant.changed',
  'trunk.created',
  'trunk.changed',
  'trunk.deleted',
  'trunk.tested',
  'wallboard_link.created',
  'wallboard_link.revoked',
  'user.created',
  'user.changed',
  'user.password_changed',
] as const

/** What entries call it that were written before customers were so called. */
const former: Readonly<Record<string, (typeof known)[number]>> = {
  'contact.created': 'customer.created',
  'contact.changed': 'customer.changed',
  'contact.deleted': 'customer.deleted',
}

/** What somebody did, in words; an action that is newer than these words, as the backend names it. */
export function actionWords(action: string): string {
  const words = known.find((one) => one === action) ?? former[action]
  return words ? overviewWords(`actions.${words}`) : action
}

/** What it was done to, by the name the entry kept of it. */
export function subjectOf({ detail }: Pick<AuditEntry, 'detail'>): string {
  const names = [detail['name'], detail['email'], detail['number'], detail['to']]
  return names.find((name) => typeof name === 'string') ?? ''
}
