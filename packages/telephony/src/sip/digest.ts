import { createHash, timingSafeEqual } from 'node:crypto'

/** Digest algorithms by the names challenges give them (RFC 7616 §3.3, RFC 8760 §2.1), the strongest first. */
export const DIGEST_ALGORITHMS = ['SHA-256', 'MD5'] as const
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number]

const HASH: Readonly<Record<DigestAlgorithm, string>> = { MD5: 'md5', 'SHA-256': 'sha256' }

export interface DigestInput {
  readonly algorithm: DigestAlgorithm
  readonly username: string
  readonly realm: string
  readonly password: string
  readonly method: string
  readonly uri: string
  readonly nonce: string
  /** Eight hexadecimal digits, as sent. */
  readonly nonceCount: string
  readonly clientNonce: string
}

/** The response to a challenge with `qop=auth` (RFC 7616 §3.4.1), in lower-case hexadecimal. Takes and gives octets. */
export function digestResponse(input: DigestInput): string {
  const hash = (octets: string): string =>
    createHash(HASH[input.algorithm]).update(octets, 'latin1').digest('hex')
  const secret = hash(`${input.username}:${input.realm}:${input.password}`)
  const request = hash(`${input.method}:${input.uri}`)
  return hash(`${secret}:${input.nonce}:${input.nonceCount}:${input.clientNonce}:auth:${request}`)
}

/** Compares in a time that depends on the lengths only. */
export function equalInConstantTime(one: string, other: string): boolean {
  const left = Buffer.from(one, 'latin1')
  const right = Buffer.from(other, 'latin1')
  return left.length === right.length && timingSafeEqual(left, right)
}
