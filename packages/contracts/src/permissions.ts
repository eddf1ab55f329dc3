import { z } from 'zod'

/** The roles a user may have, strongest first. */
export const roles = [
  'owner',
  'admin',
  'supervisor',
  'agent',
  'developer',
  'billing',
  'viewer',
] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** Everything a role can be allowed to do. */
export const permissions = [
  'tenant:read',
  'tenant:write',
  'users:read',
  'users:write',
  'numbers:read',
  'numbers:write',
  'flows:read',
  'flows:write',
  'queues:read',
  'queues:write',
  /** Wallboards, as they change. */
  'boards:read',
  /** Make links that show the wallboard to whoever has them, and revoke them. */
  'boards:share',
  'agents:read',
  /** Their state, skills, queues, capacity and teams. */
  'agents:write',
  'figures:read',
  'calls:read',
  'calls:read-own',
  'calls:control',
  'calls:monitor',
  'recordings:read',
  'recordings:write',
  'voicemail:read',
  'voicemail:write',
  'calls:place',
  /** Lead calls by lists of verbs and webhooks, whoever's they are. */
  'calls:program',
  'webhooks:write',
  /** The names of secrets that flows use; never their values. */
  'secrets:read',
  'secrets:write',
  /** What came to the centre, with every leg. */
  'contacts:read',
  'contacts:create',
  'customers:read',
  'customers:write',
  'trunks:read',
  'trunks:write',
  'phone:use',
  'audit:read',
] as const
export const Permission = z.enum(permissions)
export type Permission = z.infer<typeof Permission>

const everything: readonly Permission[] = permissions

/** The one table of what each role may do. Routes name a permission; nothing else decides. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  owner: everything,
  admin: everything,
  supervisor: [
    'tenant:read',
    'users:read',
    'numbers:read',
    'flows:read',
    'queues:read',
    'queues:write',
    'boards:read',
    'boards:share',
    'agents:read',
    'agents:write',
    'figures:read',
    'contacts:read',
    'contacts:create',
    'calls:read',
    'calls:read-own',
    'calls:control',
    'calls:monitor',
    'recordings:read',
    'voicemail:read',
    'calls:place',
    'customers:read',
    'customers:write',
    'trunks:read',
    'phone:use',
  ],
  agent: [
    'tenant:read',
    'queues:read',
    'boards:read',
    'calls:read-own',
    'calls:place',
    'voicemail:read',
    'customers:read',
    'customers:write',
    'phone:use',
  ],
  developer: [
    'tenant:read',
    'numbers:read',
    'flows:read',
    'flows:write',
    'queues:read',
    'boards:read',
    'calls:read',
    'calls:read-own',
    'calls:place',
    'calls:program',
    'webhooks:write',
    'contacts:read',
    'contacts:create',
    'secrets:read',
    'secrets:write',
    'customers:read',
    'customers:write',
  ],
  billing: ['tenant:read', 'numbers:read', 'calls:read', 'calls:read-own'],
  viewer: [
    'tenant:read',
    'figures:read',
    'contacts:read',
    'numbers:read',
    'flows:read',
    'queues:read',
    'boards:read',
    'agents:read',
    'calls:read',
    'calls:read-own',
    'customers:read',
  ],
}

/** What whoever holds a link to the wallboard may do. They are no user: what asks for one refuses them before this is asked. */
export const permissionsOfWallboardLink: readonly Permission[] = ['boards:read']

/** Whether any of `held` allows `wanted`. */
export function mayDo(held: readonly Role[], wanted: Permission): boolean {
  return held.some((role) => permissionsOf[role].includes(wanted))
}
