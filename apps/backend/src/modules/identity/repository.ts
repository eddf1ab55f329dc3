import type { Role } from '@iris/contracts'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import { fromNow } from '../../from-now.ts'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type UserRow = Selectable<Tables['users']>
export type TenantRow = Selectable<Tables['tenants']>
export type SessionRow = Selectable<Tables['sessions']>

export function findUserByEmail(tx: Tx, email: string): Promise<UserRow | undefined> {
  return tx
    .selectFrom('users')
    .selectAll()
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', email.toLowerCase()))
    .executeTakeFirst()
}

export function findUser(tx: Tx, id: string): Promise<UserRow | undefined> {
  return tx.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listUsers(tx: Tx): Promise<UserRow[]> {
  return tx.selectFrom('users').selectAll().orderBy('name').orderBy('id').execute()
}

export function insertUser(
  tx: Tx,
  user: Pick<UserRow, 'id' | 'tenant_id' | 'email' | 'name' | 'roles' | 'locale' | 'password_hash'>,
): Promise<UserRow> {
  return tx.insertInto('users').values(user).returningAll().executeTakeFirstOrThrow()
}

interface UserChange {
  name?: string
  locale?: string
  roles?: Role[]
  disabled_at?: Date | null
  password_hash?: string
}

export function updateUser(tx: Tx, id: string, change: UserChange): Promise<UserRow | undefined> {
  if (Object.keys(change).length === 0) return findUser(tx, id)
  return tx.updateTable('users').set(change).where('id', '=', id).returningAll().executeTakeFirst()
}

/** How many users who may sign in have the role, not counting one of them. Locks them against each other's change. */
export async function countOthersWithRole(
  tx: Tx,
  role: Role,
  exceptUserId: string,
): Promise<number> {
  const others = await tx
    .selectFrom('users')
    .select('id')
    .where(
      (eb) => eb.val(role),
      '=',
      (eb) => eb.fn.any('roles'),
    )
    .where('disabled_at', 'is', null)
    .where('id', '!=', exceptUserId)
    .forUpdate()
    .execute()
  return others.length
}

export function findTenant(tx: Tx, id: string): Promise<TenantRow | undefined> {
  return tx.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst()
}

export function updateTenant(
  tx: Tx,
  id: string,
  change: { name?: string; country?: string; time_zone?: string },
): Promise<TenantRow | undefined> {
  if (Object.keys(change).length === 0) return findTenant(tx, id)
  return tx
    .updateTable('tenants')
    .set(change)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export function insertSession(
  tx: Tx,
  session: Pick<
    SessionRow,
    'id' | 'tenant_id' | 'user_id' | 'secret_hash' | 'address' | 'user_agent'
  > & { readonly expires_at: RawBuilder<Date> },
): Promise<SessionRow> {
  return tx.insertInto('sessions').values(session).returningAll().executeTakeFirstOrThrow()
}

const isOpen = sql<boolean>`sessions.ended_at is null and sessions.expires_at > now()`

/** A session that may be renewed, and how long ago it was last, by the database's clock. */
export type RenewableSession = SessionRow & {
  readonly is_open: boolean
  readonly rotated_ago_ms: number
}

/** The session, locked so that two refreshes at once come one after the other. */
export function findSessionForUpdate(tx: Tx, id: string): Promise<RenewableSession | undefined> {
  return tx
    .selectFrom('sessions')
    .selectAll()
    .select([
      isOpen.as('is_open'),
      sql<number>`(extract(epoch from now() - rotated_at) * 1000)::float8`.as('rotated_ago_ms'),
    ])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function rotateSession(tx: Tx, session: SessionRow, hash: Buffer): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({
      secret_hash: hash,
      previous_hash: session.secret_hash,
      rotated_at: fromNow(0),
      last_seen_at: fromNow(0),
    })
    .where('id', '=', session.id)
    .execute()
}

export function listOpenSessions(tx: Tx, userId: string): Promise<SessionRow[]> {
  return tx
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where(isOpen)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** Ends a user's open sessions (all, or the one, or all but one) and tells which they were. */
export async function endSessions(
  tx: Tx,
  which: { userId: string; only?: string; except?: string },
  reason: string,
): Promise<string[]> {
  let update = tx
    .updateTable('sessions')
    .set({ ended_at: fromNow(0), ended_reason: reason })
    .where('user_id', '=', which.userId)
    .where('ended_at', 'is', null)
  if (which.only !== undefined) update = update.where('id', '=', which.only)
  if (which.except !== undefined) update = update.where('id', '!=', which.except)
  const ended = await update.returning('id').execute()
  return ended.map((session) => session.id)
}

/** A session with its user, as the gate needs it to admit a request. */
export function findSessionWithUser(tx: Tx, sessionId: string) {
  return tx
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([
      'sessions.id',
      'sessions.tenant_id',
      isOpen.as('is_open'),
      'users.id as user_id',
      'users.name',
      'users.roles',
      'users.disabled_at',
    ])
    .where('sessions.id', '=', sessionId)
    .executeTakeFirst()
}
