import type { Role, Tenant, User } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import type { Principal } from '../../http/context.ts'
import { found, invalidField, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { causedBySystem } from '../agents/cause.ts'
import { signOff } from '../agents/sign-off.ts'
import { revokeLinksOf } from '../wallboard-links/service.ts'
import { checkPassword, hashPassword } from './passwords.ts'
import { presentTenant, presentUser } from './present.ts'
import * as repository from './repository.ts'
import { forgetCountry } from './tenant.ts'

interface NewUser {
  readonly email: string
  readonly name: string
  readonly roles: Role[]
  readonly locale: string
  readonly password: string
}

export async function createUser(work: Work, user: NewUser): Promise<User> {
  checkGrant(await rolesOfActor(work), [], user.roles)
  const { password, ...rest } = user
  try {
    const row = await repository.insertUser(work.tx, {
      ...rest,
      id: uuidv7(),
      tenant_id: work.tenantId,
      password_hash: await hashPassword(password),
    })
    await work.audit('user.created', row.id, { email: row.email, roles: row.roles })
    await work.publish('user.changed', { userId: row.id })
    return presentUser(row)
  } catch (cause) {
    if (violates(cause, 'users_email')) {
      throw new Refusal('already_exists', {
        errors: [{ path: '/email', message: 'This address is taken.' }],
      })
    }
    throw cause
  }
}

interface UserChange {
  readonly name?: string | undefined
  readonly roles?: Role[] | undefined
  readonly locale?: string | undefined
  readonly disabled?: boolean | undefined
}

export async function updateUser(work: Work, id: string, change: UserChange): Promise<User> {
  const before = found(await repository.findUser(work.tx, id), 'user')
  const roles = change.roles ?? before.roles
  if (change.roles) checkGrant(await rolesOfActor(work), before.roles, change.roles)
  const staysOwner = roles.includes('owner') && change.disabled !== true
  if (before.roles.includes('owner') && !staysOwner) await keepAnOwner(work, id)

  // First: places in line are locked before agents, and users are agents.
  if (change.disabled === true) await signOff(work, id, causedBySystem('disabled'))
  const row = found(await repository.updateUser(work.tx, id, columnsOf(change)), 'user')
  await work.audit('user.changed', id, { ...change })
  await work.publish('user.changed', { userId: id })
  if (change.disabled === true) await endSessions(work, { userId: id }, 'user disabled')
  await revokeLinksOf(work, row)
  return presentUser(row)
}

function columnsOf(change: UserChange) {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.roles !== undefined && { roles: change.roles }),
    ...(change.locale !== undefined && { locale: change.locale }),
    ...(change.disabled !== undefined && { disabled_at: change.disabled ? new Date() : null }),
  }
}

/** Only owners make owners, or unmake them. */
function checkGrant(held: readonly Role[], before: readonly Role[], after: readonly Role[]): void {
  const touchesOwner = before.includes('owner') !== after.includes('owner')
  if (touchesOwner && !held.includes('owner')) {
    throw new Refusal('forbidden', { detail: 'Only an owner can give or take the role of owner.' })
  }
}

async function rolesOfActor(work: Work): Promise<readonly Role[]> {
  if (!work.actor) return ['owner']
  return (await repository.findUser(work.tx, work.actor.id))?.roles ?? []
}

async function keepAnOwner(work: Work, exceptUserId: string): Promise<void> {
  const others = await repository.countOthersWithRole(work.tx, 'owner', exceptUserId)
  if (others === 0)
    throw new Refusal('conflict', { detail: 'A centre needs at least one owner who can sign in.' })
}

export async function updateMe(
  work: Work,
  userId: string,
  change: Pick<UserChange, 'name' | 'locale'>,
): Promise<User> {
  const row = found(await repository.updateUser(work.tx, userId, columnsOf(change)), 'user')
  await work.audit('user.changed', userId, { ...change })
  await work.publish('user.changed', { userId })
  return presentUser(row)
}

export async function changePassword(
  work: Work,
  principal: Principal,
  current: string,
  next: string,
): Promise<void> {
  const user = found(await repository.findUser(work.tx, principal.userId), 'user')
  if (!(await checkPassword(current, user.password_hash))) {
    throw new Refusal('wrong_credentials', {
      errors: [{ path: '/current', message: 'This is not your password.' }],
    })
  }
  if (current === next) throw invalidField('/next', 'Choose another password than before.')
  await repository.updateUser(work.tx, user.id, { password_hash: await hashPassword(next) })
  await work.audit('user.password_changed', user.id)
  await endSessions(work, { userId: user.id, except: principal.sessionId }, 'password changed')
}

interface TenantChange {
  readonly name?: string | undefined
  readonly country?: string | undefined
  readonly timeZone?: string | undefined
}

export async function updateTenant(work: Work, change: TenantChange): Promise<Tenant> {
  const row = await repository.updateTenant(work.tx, work.tenantId, {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.country !== undefined && { country: change.country }),
    ...(change.timeZone !== undefined && { time_zone: change.timeZone }),
  })
  await work.audit('tenant.changed', work.tenantId, { ...change })
  work.afterCommit(() => forgetCountry(work.tenantId))
  return presentTenant(found(row, 'tenant'))
}

/** Takes somebody out of the queues at once who has signed out of their last session. */
export async function leaveDesk(work: Work, userId: string): Promise<void> {
  const open = await repository.listOpenSessions(work.tx, userId)
  if (open.length === 0) await signOff(work, userId, causedBySystem('signed_out'))
}

/** Ends sessions of a user and tells everyone who remembers them. */
export async function endSessions(
  work: Work,
  which: { userId: string; only?: string; except?: string },
  reason: string,
): Promise<void> {
  for (const sessionId of await repository.endSessions(work.tx, which, reason)) {
    await work.audit('session.ended', sessionId, { reason })
    await work.publish('session.ended', { sessionId, userId: which.userId })
  }
}
