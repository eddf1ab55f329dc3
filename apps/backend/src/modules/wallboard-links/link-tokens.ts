import { createHash, randomBytes } from 'node:crypto'

/** Makes the token of a link: what stands in the address after the `#`, and the hash we keep. */
export function newLinkToken(linkId: string): { token: string; hash: Buffer } {
  const secret = randomBytes(32).toString('base64url')
  return { token: `${linkId}.${secret}`, hash: hashOf(secret) }
}

/** Takes a token apart; `undefined` when it is none. */
export function readLinkToken(token: string): { linkId: string; hash: Buffer } | undefined {
  const [, linkId, secret] = /^([0-9a-f-]{36})\.([\w-]{43})$/.exec(token) ?? []
  return linkId !== undefined && secret !== undefined ? { linkId, hash: hashOf(secret) } : undefined
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
