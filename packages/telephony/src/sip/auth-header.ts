import { isToken, trimSpace } from './characters.ts'
import { indexOutside, quote, unquote } from './parameters.ts'

/** `Scheme name=value, name="value"` of WWW-Authenticate and Authorization (RFC 3261 §20.44, RFC 7616 §3). */
export interface AuthHeader {
  /** Lower-case. */
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

/** Parses one value; `undefined` when it is malformed. Where a name is repeated the value is refused whole. */
export function parseAuthHeader(value: string): AuthHeader | undefined {
  const space = value.search(/[ \t]/)
  const scheme = space < 0 ? value : value.slice(0, space)
  if (!isToken(scheme)) return undefined
  const parameters = new Map<string, string>()
  let start = space < 0 ? value.length : space + 1
  while (start < value.length) {
    const end = indexOutside(value, ',', start)
    if (end < 0) return undefined
    const pair = trimSpace(value.slice(start, end))
    start = end + 1
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = trimSpace(pair.slice(0, Math.max(equals, 0))).toLowerCase()
    const content = unquote(trimSpace(pair.slice(equals + 1)))
    if (!isToken(name) || content === undefined || parameters.has(name)) return undefined
    parameters.set(name, content)
  }
  return { scheme: scheme.toLowerCase(), parameters }
}

/** A Digest challenge (RFC 7616 §3.3). */
export interface Challenge {
  readonly realm: string
  readonly nonce: string
  readonly algorithm: string
  readonly stale: boolean
}

export function formatChallenge({ realm, nonce, algorithm, stale }: Challenge): string {
  const parts = [
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `algorithm=${algorithm}`,
    'qop="auth"',
  ]
  if (stale) parts.push('stale=true')
  return `Digest ${parts.join(', ')}`
}
