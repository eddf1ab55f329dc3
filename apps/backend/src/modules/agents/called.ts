import { sql } from 'kysely'
import type { Tx } from '../../work.ts'
import { phoneRoles } from './service.ts'

type Called =
  | { readonly kind: 'found'; readonly agentId: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/** Whom an id, a mail address or a name stands for, whatever the capitals; a name alone where one agent has it. */
export async function findAgentCalled(tx: Tx, who: string): Promise<Called> {
  // PostgreSQL takes no text with a NUL.
  const wanted = who.replaceAll('\0', '').trim().toLowerCase()
  const rows = await tx
    .selectFrom('users')
    .select(['id', 'email'])
    .where('disabled_at', 'is', null)
    .where(sql<boolean>`roles && ${[...phoneRoles]}::text[]`)
    .where(sql<boolean>`${wanted} in (id::text, lower(email), lower(name))`)
    .execute()
  const one = rows.find(({ id, email }) => id === wanted || email.toLowerCase() === wanted)
  const [agent, another] = one ? [one] : rows
  if (!agent) return { kind: 'unknown', reason: `There is no agent called ${shortened(who)}.` }
  if (!another) return { kind: 'found', agentId: agent.id }
  const reason = `Several agents are called ${shortened(who)}: a mail address says which.`
  return { kind: 'unknown', reason }
}

const shortened = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}…` : text)
