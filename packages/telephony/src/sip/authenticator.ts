import { randomBytes } from 'node:crypto'
import { formatChallenge, parseAuthHeader } from './auth-header.ts'
import type { Clock } from './clock.ts'
import { digestResponse, equalInConstantTime, type DigestAlgorithm } from './digest.ts'
import type { SipRequest } from './message.ts'
import { Nonces } from './nonces.ts'
import { octetsOf, textOf } from './octets.ts'
import type { HeaderEntry } from './serialize.ts'

export interface AuthenticatorOptions {
  readonly realm: string
  /**
   * What challenges offer, in this order, and answers may use. Clients take the topmost they know (RFC 8760 §2.3);
   * careless ones look at the first challenge only, or, as JsSIP does, at the last.
   */
  readonly algorithms: readonly DigestAlgorithm[]
  readonly clock: Clock
  /** The password of a user; `undefined` when there is no such user. May hang or fail: it is waited for in bounds. */
  readonly passwordOf: (user: string) => Promise<string | undefined>
  readonly lookupTimeoutMs: number
  readonly nonceLifetimeMs: number
}

export type Authentication =
  | { readonly kind: 'authenticated'; readonly user: string }
  /** To be sent with a 401. */
  | { readonly kind: 'challenge'; readonly headers: readonly HeaderEntry[] }
  /**
   * The secret was wrong, or there is no such user; nobody is told which. `isAsked` where a challenge of ours was
   * answered.
   */
  | { readonly kind: 'wrong'; readonly user: string; readonly isAsked: boolean }
  /** The lookup failed or took too long. */
  | { readonly kind: 'unavailable'; readonly error: unknown }

/** The most lookups at once; above it the rest are told to come back. */
const MAX_LOOKUPS = 500

/**
 * Digest authentication as a server of its own users (RFC 3261 §22, RFC 7616, RFC 8760). The digest's `uri` is taken
 * as it stands and not compared with the Request-URI: clients and proxies write the latter in many ways, and a
 * response is good for one method and one nonce-count only.
 */
export class Authenticator {
  readonly #options: AuthenticatorOptions
  readonly #nonces: Nonces
  /** Compared against where a user has no password, so that both cases take the same time. */
  readonly #nobodysPassword = randomBytes(16).toString('hex')
  #lookups = 0

  constructor(options: AuthenticatorOptions) {
    this.#options = options
    this.#nonces = new Nonces(options.clock, options.nonceLifetimeMs)
  }

  /** The user a request says it is from, before anything is looked up. */
  claimedUser(request: SipRequest): string | undefined {
    const answer = this.#answerIn(request)
    return answer && textOf(answer.username)
  }

  async authenticate(request: SipRequest): Promise<Authentication> {
    const answer = this.#answerIn(request)
    if (!answer) return this.#challenge(request, false)
    const user = textOf(answer.username)
    let password: string | undefined
    try {
      password = await this.#lookUp(user)
    } catch (error) {
      return { kind: 'unavailable', error }
    }
    const expected = digestResponse({
      ...answer,
      realm: octetsOf(this.#options.realm),
      password: octetsOf(password ?? this.#nobodysPassword),
      method: request.method,
    })
    const isRight = equalInConstantTime(expected, answer.response.toLowerCase())
    // An empty password is the mark of a mistake, not of a user without one.
    if (!isRight || password === undefined || password === '') {
      return { kind: 'wrong', user, isAsked: this.#nonces.isFresh(answer.nonce) }
    }
    // Only who knows the secret learns that the nonce was at fault, and asks no human again (RFC 7616 §3.3, stale).
    const isFresh =
      this.#nonces.isFresh(answer.nonce) &&
      this.#nonces.take(answer.nonce, Number.parseInt(answer.nonceCount, 16))
    return isFresh ? { kind: 'authenticated', user } : this.#challenge(request, true)
  }

  #challenge(request: SipRequest, stale: boolean): Authentication {
    const nonce = this.#nonces.make()
    const headers = this.#options.algorithms.map((algorithm): HeaderEntry => [
      'www-authenticate',
      formatChallenge({ realm: octetsOf(this.#options.realm), nonce, algorithm, stale }),
    ])
    return { kind: 'challenge', headers }
  }

  /** The answer to a challenge of ours, complete and well-formed. */
  #answerIn(request: SipRequest): DigestAnswer | undefined {
    for (const value of [
      ...request.headers.all('authorization'),
      ...request.headers.all('proxy-authorization'),
    ]) {
      const header = parseAuthHeader(value)
      if (header?.scheme !== 'digest') continue
      if (header.parameters.get('realm') !== octetsOf(this.#options.realm)) continue
      const answer = readAnswer(header.parameters, this.#options.algorithms)
      if (answer) return answer
    }
    return undefined
  }

  async #lookUp(user: string): Promise<string | undefined> {
    if (this.#lookups >= MAX_LOOKUPS) throw new Error('Too many credential lookups at once')
    this.#lookups += 1
    const { clock, lookupTimeoutMs, passwordOf } = this.#options
    let stop: (() => void) | undefined
    try {
      return await Promise.race([
        passwordOf(user),
        new Promise<never>((_, reject) => {
          stop = clock.after(lookupTimeoutMs, () =>
            reject(new Error(`No credentials came in ${lookupTimeoutMs} ms`)),
          )
        }),
      ])
    } finally {
      stop?.()
      this.#lookups -= 1
    }
  }
}

interface DigestAnswer {
  readonly username: string
  readonly nonce: string
  readonly uri: string
  readonly response: string
  readonly nonceCount: string
  readonly clientNonce: string
  readonly algorithm: DigestAlgorithm
}

function readAnswer(
  parameters: ReadonlyMap<string, string>,
  algorithms: readonly DigestAlgorithm[],
): DigestAnswer | undefined {
  const named = (parameters.get('algorithm') ?? 'MD5').toUpperCase()
  const algorithm = algorithms.find((name) => name === named)
  const username = parameters.get('username') ?? ''
  const nonce = parameters.get('nonce') ?? ''
  const uri = parameters.get('uri') ?? ''
  const response = parameters.get('response') ?? ''
  const nonceCount = parameters.get('nc') ?? ''
  const clientNonce = parameters.get('cnonce') ?? ''
  const isComplete =
    username !== '' && nonce !== '' && uri !== '' && response !== '' && clientNonce !== ''
  if (!algorithm || !isComplete || parameters.get('qop')?.toLowerCase() !== 'auth') return undefined
  if (!/^[0-9a-f]{8}$/i.test(nonceCount)) return undefined
  return { username, nonce, uri, response, nonceCount, clientNonce, algorithm }
}
