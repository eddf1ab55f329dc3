import { z } from 'zod'
import { Permission, Role } from './permissions.ts'
import { Email, Id, listOf, Name, TimeZone, Timestamp } from './primitives.ts'
import { route } from './route.ts'

const Password = z.string().min(10, 'At least 10 characters.').max(200, 'At most 200 characters.')

const Locale = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'Write a language such as en or de-AT.')
  .meta({ example: 'en' })

/** The organisation whose centre this is; everything else belongs to one. */
export const Tenant = z.object({
  id: Id,
  name: Name,
  /** ISO 3166-1 alpha-2; national number format follows it. */
  country: z.string().regex(/^[A-Z]{2}$/, 'Write the country as two capitals, such as US.'),
  timeZone: TimeZone,
})
export type Tenant = z.infer<typeof Tenant>

export const User = z.object({
  id: Id,
  email: Email,
  name: Name,
  roles: z.array(Role).min(1, 'Give at least one role.'),
  locale: Locale,
  disabled: z.boolean(),
  createdAt: Timestamp,
})
export type User = z.infer<typeof User>

/** The signed-in user, their tenant, and what their roles allow. */
export const Me = z.object({ user: User, tenant: Tenant, permissions: z.array(Permission) })
export type Me = z.infer<typeof Me>

/**
 * A signed-in browser: a short access token to send as `Authorization: Bearer`; the refresh token travels only in an
 * HttpOnly cookie.
 */
export const SignedIn = z.object({ accessToken: z.string(), expiresAt: Timestamp, me: Me })
export type SignedIn = z.infer<typeof SignedIn>

export const Session = z.object({
  id: Id,
  current: z.boolean(),
  createdAt: Timestamp,
  lastSeenAt: Timestamp,
  address: z.string(),
  userAgent: z.string(),
})
export type Session = z.infer<typeof Session>

const tag = 'Identity'

export const identityRoutes = {
  signIn: route({
    method: 'POST',
    path: '/v1/session',
    summary: 'Sign in with e-mail address and password',
    tag,
    access: 'public',
    body: z.object({ email: Email, password: z.string().min(1, 'Write your password.').max(200) }),
    response: SignedIn,
    errors: ['wrong_credentials', 'too_many_requests'],
  }),
  refreshSession: route({
    method: 'POST',
    path: '/v1/session/refresh',
    summary: 'Trade the refresh cookie for a new access token and a new cookie',
    tag,
    access: 'refresh-cookie',
    response: SignedIn,
    errors: ['session_ended'],
  }),
  signOut: route({
    method: 'DELETE',
    path: '/v1/session',
    summary: 'Sign out of this browser',
    tag,
    access: 'signed-in',
  }),
  listSessions: route({
    method: 'GET',
    path: '/v1/sessions',
    summary: 'List where you are signed in',
    tag,
    access: 'signed-in',
    response: listOf(Session),
  }),
  signOutEverywhere: route({
    method: 'DELETE',
    path: '/v1/sessions',
    summary: 'Sign out everywhere, this browser included',
    tag,
    access: 'signed-in',
  }),
  getMe: route({
    method: 'GET',
    path: '/v1/me',
    summary: 'Get the signed-in user, their tenant and permissions',
    tag,
    access: 'signed-in',
    response: Me,
  }),
  updateMe: route({
    method: 'PATCH',
    path: '/v1/me',
    summary: 'Change your name or language',
    tag,
    access: 'signed-in',
    body: User.pick({ name: true, locale: true }).partial(),
    response: User,
  }),
  changePassword: route({
    method: 'PUT',
    path: '/v1/me/password',
    summary: 'Change your password; every other session ends',
    tag,
    access: 'signed-in',
    body: z.object({ current: z.string().min(1).max(200), next: Password }),
    errors: ['wrong_credentials'],
  }),
  updateTenant: route({
    method: 'PATCH',
    path: '/v1/tenant',
    summary: "Change the tenant's name, country or time zone",
    tag,
    access: ['tenant:write'],
    body: Tenant.omit({ id: true }).partial(),
    response: Tenant,
  }),
  listUsers: route({
    method: 'GET',
    path: '/v1/users',
    summary: 'List users',
    tag,
    access: ['users:read'],
    response: listOf(User),
  }),
  createUser: route({
    method: 'POST',
    path: '/v1/users',
    summary: 'Make a user',
    tag,
    access: ['users:write'],
    body: User.pick({ email: true, name: true, roles: true }).extend({
      password: Password,
      locale: Locale.default('en'),
    }),
    response: User,
    status: 201,
    errors: ['already_exists'],
  }),
  updateUser: route({
    method: 'PATCH',
    path: '/v1/users/{id}',
    summary:
      "Change a user's name, roles or language, or disable them; disabling ends their sessions",
    tag,
    access: ['users:write'],
    params: z.object({ id: Id }),
    body: User.pick({ name: true, roles: true, locale: true, disabled: true }).partial(),
    response: User,
    errors: ['conflict'],
  }),
}
