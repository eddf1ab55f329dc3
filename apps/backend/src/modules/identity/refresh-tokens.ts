import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export const sessionLifeMs = 14 * 24 * 3_600_000

/**
 * For so long after a rotation the token before it is still taken, without rotating again: two tabs that refresh at
 * the same moment both send the old one.
 */
const rotationGraceMs = 10_000

/** Makes a new refresh token for a session: what the browser keeps, and the hash we keep. */
export function newRefreshToken(sessionId: string): { token: string; hash: Buffer } {
  const secret = randomBytes(32).toString('base64url')
  return { token: `${sessionId}.${secret}`, hash: hashOf(secret) }
}

/** Takes a refresh token apart; `undefined` when it is none. */
export function readRefreshToken(token: string): { sessionId: string; hash: Buffer } | undefined {
  const [sessionId, secret, ...rest] = token.split('.')
  if (!sessionId || !secret || rest.length > 0 || !/^[0-9a-f-]{36}$/.test(sessionId))
    return undefined
  return { sessionId, hash: hashOf(secret) }
}

interface KeptHashes {
  readonly secret_hash: Buffer
  readonly previous_hash: Buffer | null
  /** How long ago they were traded in last, by the clock of the database: of two tabs, each may come to another process. */
  readonly rotated_ago_ms: number
}

/**
 * What a presented token is worth. `reused` means somebody holds a copy of a token that was traded in before: the
 * session cannot be trusted any more (RFC 9700 §4.14.2).
 */
export function judge(presented: Buffer, kept: KeptHashes): 'current' | 'just-rotated' | 'reused' {
  if (timingSafeEqual(presented, kept.secret_hash)) return 'current'
  const isPrevious = kept.previous_hash !== null && timingSafeEqual(presented, kept.previous_hash)
  return isPrevious && kept.rotated_ago_ms < rotationGraceMs ? 'just-rotated' : 'reused'
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
