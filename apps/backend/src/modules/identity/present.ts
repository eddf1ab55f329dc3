import { permissionsOf, type Me, type Session, type Tenant, type User } from '@iris/contracts'
import type { SessionRow, TenantRow, UserRow } from './repository.ts'

export function presentUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    roles: row.roles,
    locale: row.locale,
    disabled: row.disabled_at !== null,
    createdAt: row.created_at.toISOString(),
  }
}

export function presentTenant(row: TenantRow): Tenant {
  return { id: row.id, name: row.name, country: row.country, timeZone: row.time_zone }
}

export function presentMe(user: UserRow, tenant: TenantRow): Me {
  const permissions = [...new Set(user.roles.flatMap((role) => permissionsOf[role]))]
  return { user: presentUser(user), tenant: presentTenant(tenant), permissions }
}

export function presentSession(row: SessionRow, currentId: string): Session {
  return {
    id: row.id,
    current: row.id === currentId,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    address: row.address,
    userAgent: row.user_agent,
  }
}
