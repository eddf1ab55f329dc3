import type { Role } from '@iris/contracts'

/** The contract's roles, strongest first; the type makes the compiler compare the two. */
const known = {
  owner: true,
  admin: true,
  supervisor: true,
  agent: true,
  developer: true,
  billing: true,
  viewer: true,
} as const satisfies Record<Role, true>

function isRole(key: string): key is Role {
  return key in known
}

const roles: readonly Role[] = Object.keys(known).filter(isRole)

/** The roles somebody may give: only owners make owners. */
export function grantable(held: readonly Role[]): readonly Role[] {
  return roles.filter((role) => role !== 'owner' || held.includes('owner'))
}
