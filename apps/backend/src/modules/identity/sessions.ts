import type { SignedIn } from '@iris/contracts'
import type { Database } from '@iris/platform'
import { v7 as uuidv7 } from 'uuid'
import { fromNow } from '../../from-now.ts'
import type { Principal, RequestInfo } from '../../http/context.ts'
import { Refusal } from '../../problem.ts'
import type { Tables } from '../../tables.ts'
import type { DoWork, EventBus, Tx, Work } from '../../work.ts'
import type { AccessTokens, TokenClaims } from './access-tokens.ts'
import { checkPassword } from './passwords.ts'
import { presentMe } from './present.ts'
import { judge, newRefreshToken, readRefreshToken, sessionLifeMs } from './refresh-tokens.ts'
import * as repository from './repository.ts'
import type { SignInLimit } from './sign-in-limit.ts'

export interface SessionParts {
  readonly database: Database<Tables>
  readonly bus: EventBus
  readonly doWork: DoWork
  readonly tokens: AccessTokens
  readonly limit: SignInLimit
}

/** Starts, renews and checks the sessions of signed-in browsers. */
export class Sessions {
  readonly #parts: SessionParts
  readonly #principals: PrincipalCache

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#principals = principalCache(parts)
  }

  async signIn(info: RequestInfo, email: string, password: string): Promise<SignedIn> {
    const { limit, database, doWork } = this.#parts
    await limit.check(email, info.address)
    const user = await database.asSystem((tx) => repository.findUserByEmail(tx, email))
    const usable = user && user.disabled_at === null ? user : undefined
    if (!(await checkPassword(password, usable?.password_hash)) || !usable) {
      await limit.failed(email, info.address)
      info.log.warn({ email, address: info.address }, 'sign-in failed')
      throw new Refusal('wrong_credentials')
    }
    await limit.succeeded(email, info.address)
    const actor = { id: usable.id, name: usable.name, address: info.address }
    return doWork(usable.tenant_id, actor, (work) => this.#begin(work, usable.id, info))
  }

  async #begin(work: Work, userId: string, info: RequestInfo): Promise<SignedIn> {
    const id = uuidv7()
    const refresh = newRefreshToken(id)
    const { expires_at: expiresAt } = await repository.insertSession(work.tx, {
      id,
      tenant_id: work.tenantId,
      user_id: userId,
      secret_hash: refresh.hash,
      expires_at: fromNow(sessionLifeMs),
      address: info.address,
      user_agent: info.userAgent.slice(0, 300),
    })
    await work.audit('session.started', id)
    work.afterCommit(() => info.refreshCookie.set(refresh.token, expiresAt))
    return this.#signedIn(work.tx, userId, { subject: id, tenantId: work.tenantId })
  }

  /** Trades the refresh cookie in. A token used twice ends the session: one of its holders is a thief. */
  async refresh(info: RequestInfo): Promise<SignedIn> {
    const presented = readRefreshToken(info.refreshCookie.get() ?? '')
    const outcome =
      presented && (await this.#parts.database.asSystem((tx) => this.#trade(tx, info, presented)))
    if (!outcome) {
      info.refreshCookie.set(undefined)
      throw new Refusal('session_ended')
    }
    if (outcome.cookie) info.refreshCookie.set(outcome.cookie.token, outcome.cookie.expiresAt)
    return outcome.answer
  }

  async #trade(
    tx: Tx,
    info: RequestInfo,
    presented: { sessionId: string; hash: Buffer },
  ): Promise<{ answer: SignedIn; cookie?: { token: string; expiresAt: Date } } | undefined> {
    const session = await repository.findSessionForUpdate(tx, presented.sessionId)
    const user = session && (await repository.findUser(tx, session.user_id))
    if (!session?.is_open || !user || user.disabled_at !== null) return undefined

    const verdict = judge(presented.hash, session)
    if (verdict === 'reused') {
      await this.#endStolen(tx, session)
      info.log.warn(
        { sessionId: session.id, address: info.address },
        'refresh token used twice; session ended',
      )
      return undefined
    }
    const answer = await this.#signedIn(tx, user.id, {
      subject: session.id,
      tenantId: session.tenant_id,
    })
    if (verdict === 'just-rotated') return { answer }
    const next = newRefreshToken(session.id)
    await repository.rotateSession(tx, session, next.hash)
    return { answer, cookie: { token: next.token, expiresAt: session.expires_at } }
  }

  async #endStolen(tx: Tx, session: repository.SessionRow): Promise<void> {
    await repository.endSessions(
      tx,
      { userId: session.user_id, only: session.id },
      'refresh token used twice',
    )
    await this.#parts.bus.publish(tx, {
      type: 'session.ended',
      tenantId: session.tenant_id,
      payload: { sessionId: session.id, userId: session.user_id },
    })
  }

  async #signedIn(tx: Tx, userId: string, claims: TokenClaims): Promise<SignedIn> {
    const user = await repository.findUser(tx, userId)
    const tenant = await repository.findTenant(tx, claims.tenantId)
    if (!user || !tenant) throw new Refusal('session_ended')
    const access = await this.#parts.tokens.sign(claims, Date.now())
    return {
      accessToken: access.token,
      expiresAt: access.expiresAt.toISOString(),
      me: presentMe(user, tenant),
    }
  }

  /** Who holds the access token. @throws Refusal `not_signed_in`, `token_expired`, `session_ended` */
  async admit(authorization: string | undefined): Promise<Principal> {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) throw new Refusal('not_signed_in')
    const claims = await this.#parts.tokens.read(token)
    const principal = await this.principalOf(claims.subject)
    if (!principal || principal.tenantId !== claims.tenantId) throw new Refusal('session_ended')
    return principal
  }

  /** The principal of an open session, or `undefined`: for the softphone's credentials. */
  principalOf(sessionId: string): Promise<Principal | undefined> {
    return this.#principals.of(sessionId)
  }

  close(): void {
    this.#principals.close()
  }
}

interface PrincipalCache {
  of(sessionId: string): Promise<Principal | undefined>
  close(): void
}

const cacheMs = 30_000
const cacheSize = 5000

/** Remembers principals for a moment; a session's end or a user's change is heard of and forgets them at once. */
function principalCache({ database, bus }: SessionParts): PrincipalCache {
  const known = new Map<string, { principal: Principal | undefined; untilMs: number }>()
  const stopWatching = bus.watch(
    (event) => {
      if (event.type === 'session.ended') known.delete(event.payload.sessionId)
      if (event.type !== 'user.changed') return
      for (const [id, entry] of known)
        if (entry.principal?.userId === event.payload.userId) known.delete(id)
    },
    () => known.clear(),
  )

  async function of(sessionId: string): Promise<Principal | undefined> {
    const entry = known.get(sessionId)
    if (entry && entry.untilMs > Date.now()) return entry.principal
    const row = await database.asSystem((tx) => repository.findSessionWithUser(tx, sessionId))
    const principal =
      row?.is_open && row.disabled_at === null
        ? {
            userId: row.user_id,
            tenantId: row.tenant_id,
            sessionId,
            name: row.name,
            roles: row.roles,
          }
        : undefined
    known.delete(sessionId)
    known.set(sessionId, { principal, untilMs: Date.now() + cacheMs })
    const oldest = known.keys().next()
    if (known.size > cacheSize && !oldest.done) known.delete(oldest.value)
    return principal
  }

  return { of, close: stopWatching }
}
