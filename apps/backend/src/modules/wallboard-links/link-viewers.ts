import type { OpenedWallboardLink } from '@iris/contracts'
import type { Database } from '@iris/platform'
import { timingSafeEqual } from 'node:crypto'
import type { RequestInfo } from '../../http/context.ts'
import { found, Refusal } from '../../problem.ts'
import type { Tables } from '../../tables.ts'
import type { AccessTokens, TokenClaims } from '../identity/access-tokens.ts'
import type { SignInLimit } from '../identity/sign-in-limit.ts'
import { readLinkToken } from './link-tokens.ts'
import * as repository from './repository.ts'

/** A screen that holds a link to the wallboard. It is no user, and no route but that of live documents admits it. */
export interface LinkViewer {
  readonly linkId: string
  readonly tenantId: string
}

interface LinkViewerParts {
  readonly database: Database<Tables>
  /** Signed with a key of their own: what admits users takes none of them, nor the other way round. */
  readonly tokens: AccessTokens
  readonly limit: SignInLimit
}

/** Lets screens in that hold links, and knows whether the links still open. */
export class LinkViewers {
  readonly #parts: LinkViewerParts

  constructor(parts: LinkViewerParts) {
    this.#parts = parts
  }

  /** Trades a link's token in. @throws Refusal `not_found`, `link_expired`, `link_revoked`, `too_many_requests` */
  async open(info: RequestInfo, sent: string): Promise<OpenedWallboardLink> {
    const { database, limit, tokens } = this.#parts
    const presented = readLinkToken(sent)
    const tried = presented?.linkId ?? 'none'
    await limit.check(tried, info.address)
    const link =
      presented &&
      (await database.asSystem((tx) => repository.findLinkOfAnyTenant(tx, presented.linkId)))
    if (!link || !timingSafeEqual(presented.hash, link.secret_hash)) {
      await limit.failed(tried, info.address)
      info.log.warn({ address: info.address }, 'a wallboard link was not known')
      throw new Refusal('not_found', {
        detail: 'There is no such link. Look whether all of it was copied.',
      })
    }
    await limit.succeeded(tried, info.address)
    checkOpen(link)
    await database.asTenant(link.tenant_id, (tx) => repository.noteUse(tx, link.id))
    const claims = { subject: link.id, tenantId: link.tenant_id }
    const { token, expiresAt } = await tokens.sign(claims, Date.now())
    return {
      accessToken: token,
      expiresAt: expiresAt.toISOString(),
      linkExpiresAt: link.expires_at.toISOString(),
      tenantName: link.tenant_name,
    }
  }

  /**
   * Who holds the access token; `undefined` where it is not one that a link was traded for.
   * @throws Refusal `token_expired`, `link_expired`, `link_revoked`
   */
  async admit(authorization: string | undefined): Promise<LinkViewer | undefined> {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
    const claims = token === undefined ? undefined : await this.#read(token)
    if (!claims) return undefined
    const viewer = { linkId: claims.subject, tenantId: claims.tenantId }
    checkOpen(found(await this.#use(viewer), 'link'))
    return viewer
  }

  async #read(token: string): Promise<TokenClaims | undefined> {
    try {
      return await this.#parts.tokens.read(token)
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not_signed_in') return undefined
      throw error
    }
  }

  /** Whether its link still opens. */
  async isOpen(viewer: LinkViewer): Promise<boolean> {
    const link = await this.#use(viewer)
    return link !== undefined && !isRevoked(link) && !isExpired(link)
  }

  #use({ linkId, tenantId }: LinkViewer): Promise<repository.KnownLink | undefined> {
    return this.#parts.database.asTenant(tenantId, async (tx) => {
      const link = await repository.findKnownLink(tx, linkId)
      if (link && !isRevoked(link) && !isExpired(link)) await repository.noteUse(tx, linkId)
      return link
    })
  }
}

type Ends = Pick<repository.KnownLink, 'revoked_at' | 'expires_at'>

const isRevoked = ({ revoked_at }: Ends): boolean => revoked_at !== null
const isExpired = ({ expires_at }: Ends): boolean => expires_at.getTime() <= Date.now()

function checkOpen(link: Ends): void {
  if (isRevoked(link)) throw new Refusal('link_revoked')
  if (isExpired(link)) throw new Refusal('link_expired')
}
