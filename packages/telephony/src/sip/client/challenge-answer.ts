import { createHash, randomBytes } from 'node:crypto'
import { parseAuthHeader } from '../auth-header.ts'
import type { SipResponse } from '../message.ts'
import { octetsOf } from '../octets.ts'
import { quote } from '../parameters.ts'
import type { HeaderEntry } from '../serialize.ts'

/** What we prove to others who we are with. Text; never logged, never shown. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** The request that was challenged, as it was sent. */
interface Challenged {
  readonly method: string
  readonly uri: string
}

interface Challenge {
  readonly realm: string
  readonly nonce: string
  readonly algorithm: Algorithm
  /** Whether the peer takes `qop=auth`; servers of RFC 2069 know none. */
  readonly hasQop: boolean
  readonly opaque: string | undefined
  readonly stale: boolean
}

const ALGORITHMS = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' } as const
type Algorithm = keyof typeof ALGORITHMS

const HEADERS = {
  401: { challenge: 'www-authenticate', answer: 'authorization' },
  407: { challenge: 'proxy-authenticate', answer: 'proxy-authorization' },
} as const

/** A proxy and the server behind it may each ask once, and each may find its nonce stale once. */
const MOST_CHALLENGES = 4

/**
 * Answers the challenges to one request and its repetitions (RFC 3261 §22.2 and §22.3, RFC 7616, RFC 8760): of several
 * challenges the topmost that we can answer. A realm that asks again has refused us, unless it says the nonce is stale.
 */
export class ChallengeAnswers {
  readonly #credentials: Credentials
  readonly #headers = new Map<string, HeaderEntry>()
  #challenges = 0

  constructor(credentials: Credentials) {
    this.#credentials = credentials
  }

  /**
   * The headers to send the request again with, everything that was asked for before included; `undefined` when the
   * response is no challenge, or none that we can answer.
   */
  take(response: SipResponse, request: Challenged): readonly HeaderEntry[] | undefined {
    const { status, headers } = response
    if (status !== 401 && status !== 407) return undefined
    const names = HEADERS[status]
    const challenge = firstOf(headers.all(names.challenge))
    if (!challenge || ++this.#challenges > MOST_CHALLENGES) return undefined
    const key = `${status} ${challenge.realm}`
    if (this.#headers.has(key) && !challenge.stale) return undefined
    this.#headers.set(key, [names.answer, answerTo(challenge, this.#credentials, request)])
    return [...this.#headers.values()]
  }
}

function firstOf(values: readonly string[]): Challenge | undefined {
  for (const value of values) {
    const challenge = readChallenge(value)
    if (challenge) return challenge
  }
  return undefined
}

function readChallenge(value: string): Challenge | undefined {
  const header = parseAuthHeader(value)
  if (header?.scheme !== 'digest') return undefined
  const { parameters } = header
  const realm = parameters.get('realm')
  const nonce = parameters.get('nonce')
  const algorithm = algorithmOf(parameters.get('algorithm') ?? 'MD5')
  const qop = parameters.get('qop')
  const options = qop?.split(',').map((option) => option.trim().toLowerCase())
  if (realm === undefined || nonce === undefined || !algorithm) return undefined
  if (options && !options.includes('auth')) return undefined
  return {
    realm,
    nonce,
    algorithm,
    hasQop: options !== undefined,
    opaque: parameters.get('opaque'),
    stale: parameters.get('stale')?.toLowerCase() === 'true',
  }
}

function algorithmOf(name: string): Algorithm | undefined {
  const upper = name.toUpperCase()
  return upper === 'MD5' || upper === 'SHA-256' || upper === 'SHA-512-256' ? upper : undefined
}

function answerTo(
  challenge: Challenge,
  { username, password }: Credentials,
  { method, uri }: Challenged,
): string {
  const { realm, nonce, algorithm, hasQop, opaque } = challenge
  const hash = (octets: string): string =>
    createHash(ALGORITHMS[algorithm]).update(octets, 'latin1').digest('hex')
  const user = octetsOf(username)
  const secret = hash(`${user}:${realm}:${octetsOf(password)}`)
  const request = hash(`${method}:${uri}`)
  const clientNonce = randomBytes(8).toString('hex')
  const middle = hasQop ? `${nonce}:00000001:${clientNonce}:auth` : nonce
  const parts = [
    `username=${quote(user)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `response="${hash(`${secret}:${middle}:${request}`)}"`,
    `algorithm=${algorithm}`,
  ]
  if (opaque !== undefined) parts.push(`opaque=${quote(opaque)}`)
  if (hasQop) parts.push('qop=auth', 'nc=00000001', `cnonce="${clientNonce}"`)
  return `Digest ${parts.join(', ')}`
}
