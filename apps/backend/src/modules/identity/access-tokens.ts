import { errors, jwtVerify, SignJWT } from 'jose'
import { Refusal } from '../../problem.ts'

/** What an access token says: which session of which tenant. Roles are looked up, so that changes count at once. */
export interface TokenClaims {
  /** A session's id; of a wallboard's tokens, which are signed with a key of their own, a link's. */
  readonly subject: string
  readonly tenantId: string
}

const accessTokenLifeMs = 10 * 60_000

/** Signs and checks access tokens (JWT, RFC 7519, HS256) with a key derived from the centre's master key. */
export interface AccessTokens {
  sign(claims: TokenClaims, nowMs: number): Promise<{ token: string; expiresAt: Date }>
  /** @throws Refusal `token_expired` or `not_signed_in` */
  read(token: string): Promise<TokenClaims>
}

export function accessTokens(key: Uint8Array): AccessTokens {
  const checked = new CheckedTokens()
  return {
    async sign({ subject, tenantId }, nowMs) {
      const expiresAt = new Date(nowMs + accessTokenLifeMs)
      const token = await new SignJWT({ tid: tenantId })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setSubject(subject)
        .setIssuedAt(Math.floor(nowMs / 1000))
        .setExpirationTime(expiresAt)
        .sign(key)
      return { token, expiresAt }
    },
    async read(token) {
      const known = checked.get(token, Date.now())
      if (known) return known
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], typ: 'at+jwt' })
        if (typeof payload.sub !== 'string' || typeof payload['tid'] !== 'string')
          throw new Refusal('not_signed_in')
        const claims = { subject: payload.sub, tenantId: payload['tid'] }
        checked.add(token, claims, (payload.exp ?? 0) * 1000)
        return claims
      } catch (cause) {
        if (cause instanceof errors.JWTExpired) throw new Refusal('token_expired')
        throw new Refusal('not_signed_in')
      }
    },
  }
}

const mostChecked = 5000

/** Tokens whose signature was found good, until they expire: the same one comes with every request. */
class CheckedTokens {
  readonly #tokens = new Map<string, { claims: TokenClaims; expiresAtMs: number }>()

  get(token: string, nowMs: number): TokenClaims | undefined {
    const known = this.#tokens.get(token)
    return known && known.expiresAtMs > nowMs ? known.claims : undefined
  }

  add(token: string, claims: TokenClaims, expiresAtMs: number): void {
    if (this.#tokens.size >= mostChecked) this.#tokens.clear()
    this.#tokens.set(token, { claims, expiresAtMs })
  }
}
