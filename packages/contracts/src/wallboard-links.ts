import { z } from 'zod'
import { Id, listOf, Name, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** For how long a link may open, in hours: a shift, a day, a week, thirty days. */
export const wallboardLinkHours = [8, 24, 168, 720] as const

const Person = z.object({ id: Id, name: z.string() })

/**
 * A link that shows the wallboard to whoever has it, until it expires or is revoked: by hand, or because its maker is
 * disabled or may not share any more.
 */
export const WallboardLink = z.object({
  id: Id,
  /** Where it is used: "Lobby". */
  name: Name,
  createdBy: Person,
  createdAt: Timestamp,
  expiresAt: Timestamp,
  /** `null` until it has been opened. */
  lastUsedAt: Timestamp.nullable(),
  /**
   * `because`: somebody asked for it, or its maker was disabled or may not share any more. `by` is `null` where nobody
   * in particular did that.
   */
  revoked: z
    .object({
      by: Person.nullable(),
      at: Timestamp,
      because: z.enum(['asked', 'maker_disabled', 'maker_role']),
    })
    .nullable(),
})
export type WallboardLink = z.infer<typeof WallboardLink>

/** A new link, with the token that opens it. The token is told this once and kept by nobody. */
export const NewWallboardLink = WallboardLink.extend({ token: z.string() })
export type NewWallboardLink = z.infer<typeof NewWallboardLink>

/** What a link was traded for: an access token that reads boards and nothing else, and is good for a few minutes. */
export const OpenedWallboardLink = z.object({
  accessToken: z.string(),
  expiresAt: Timestamp,
  /** When the link itself expires. */
  linkExpiresAt: Timestamp,
  tenantName: z.string(),
})
export type OpenedWallboardLink = z.infer<typeof OpenedWallboardLink>

const tag = 'Live'

export const wallboardLinkRoutes = {
  listWallboardLinks: route({
    method: 'GET',
    path: '/v1/wallboard-links',
    summary: 'List links to the wallboard that open, and those that ended in the last 30 days',
    tag,
    access: ['boards:share'],
    response: listOf(WallboardLink),
  }),
  createWallboardLink: route({
    method: 'POST',
    path: '/v1/wallboard-links',
    summary: 'Make a link that shows the wallboard without signing in',
    tag,
    access: ['boards:share'],
    body: z.object({ name: Name, hours: z.literal(wallboardLinkHours) }),
    response: NewWallboardLink,
    status: 201,
    repeatable: true,
    errors: ['conflict'],
  }),
  revokeWallboardLink: route({
    method: 'DELETE',
    path: '/v1/wallboard-links/{id}',
    summary: 'Revoke a link; screens that show it go blank within a minute',
    tag,
    access: ['boards:share'],
    params: z.object({ id: Id }),
  }),
  openWallboardLink: route({
    method: 'POST',
    path: '/v1/wallboard-links/open',
    summary: "Trade a link's token for a short-lived access token that reads boards",
    tag,
    access: 'public',
    body: z.object({ token: z.string().min(1).max(200) }),
    response: OpenedWallboardLink,
    errors: ['not_found', 'link_expired', 'link_revoked', 'too_many_requests'],
  }),
}
