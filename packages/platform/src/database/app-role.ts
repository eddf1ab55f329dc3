import { DatabaseError as PgError, type Client } from 'pg'
import { DatabaseError } from './database-error.ts'

/** Other starts make the same role in the same moment, in this database or another of the same server. */
const attempts = 5
const collisions = new Set([
  '42710', // duplicate_object
  '23505', // unique_violation, of the system's own catalogue
  'XX000', // internal_error: tuple concurrently updated
])

/**
 * Sees to it that the role exists that row-level security binds, and that we may switch to it. Roles belong to the
 * whole server, so databases on one server share it.
 * @throws DatabaseError `unsuitable` when we may not make it, or when it is not bound by row-level security
 */
export async function ensureAppRole(client: Client, role: string): Promise<void> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(role)) {
    throw new DatabaseError('unsuitable', `${role} is no plain name for a database role.`)
  }
  for (let attempt = 1; ; attempt++) {
    try {
      await makeRole(client, role)
      break
    } catch (cause) {
      const code = cause instanceof PgError ? (cause.code ?? '') : ''
      if (collisions.has(code) && attempt < attempts) continue
      if (code === '42501') throw lacksRight(client, role, cause)
      throw cause
    }
  }
  await refuseMightyRole(client, role)
}

async function makeRole(client: Client, role: string): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    'select exists (select from pg_roles where rolname = $1) as there',
    [role],
  )
  if (!rows[0]?.there) await client.query(`create role ${role} nologin`)
  if (!(await maySwitchTo(client, role))) await client.query(`grant ${role} to current_user`)
}

async function maySwitchTo(client: Client, role: string): Promise<boolean> {
  // From version 16 on, who makes a role is its member without the right to switch to it.
  const { rows } = await client.query<{ may: boolean }>(
    `select pg_has_role(current_user, $1::name,
       case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end) as may`,
    [role],
  )
  return rows[0]?.may === true
}

async function refuseMightyRole(client: Client, role: string): Promise<void> {
  const { rows } = await client.query<{ mighty: boolean }>(
    'select rolsuper or rolbypassrls as mighty from pg_roles where rolname = $1',
    [role],
  )
  if (rows[0]?.mighty) {
    throw new DatabaseError(
      'unsuitable',
      `The database role ${role} passes over row-level security. Run: alter role ${role} nosuperuser nobypassrls`,
    )
  }
}

function lacksRight(client: Client, role: string, cause: unknown): DatabaseError {
  const user = client.user ?? 'the user in DATABASE_URL'
  return new DatabaseError(
    'unsuitable',
    `${user} may not make the database role ${role}. Run as an administrator: ` +
      `create role ${role} nologin; grant ${role} to ${user}`,
    { cause },
  )
}

/**
 * Makes sure that we see every tenant's rows outside of the role.
 * @throws DatabaseError `unsuitable` when a table forces row-level security upon its owner
 */
export async function refuseForcedSecurity(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relforcerowsecurity and relkind in ('r', 'p')
       and not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)`,
  )
  if (rows.length > 0) {
    const names = rows.map(({ name }) => name).join(', ')
    throw new DatabaseError(
      'unsuitable',
      `Row-level security is forced on ${names}, so that asSystem would see nothing there; only enable it.`,
    )
  }
}
