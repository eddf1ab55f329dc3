import type { IceServer } from '@iris/contracts'
import { createHmac } from 'node:crypto'

/** Servers that browsers' audio goes through where it cannot go straight (STUN, RFC 8489; TURN, RFC 8656). */
export interface TurnSettings {
  /** Such as `turn:turn.example.com:3478` and `stun:…`. */
  readonly urls: readonly string[]
  /** What the TURN servers and we know; none where there are only STUN servers. */
  readonly secret: string | undefined
}

const isTurn = (url: string): boolean => /^turns?:/.test(url)

/**
 * What a browser is told of them: for TURN a user name that begins with the second at which it expires, and its HMAC-SHA1
 * by the shared secret as the password (draft-uberti-behave-turn-rest-00 §2.2), which coturn calls `use-auth-secret`.
 */
export function iceServersFor(
  settings: TurnSettings | undefined,
  user: string,
  expiresAt: Date,
): IceServer[] {
  if (!settings) return []
  const plain = settings.urls.filter((url) => !isTurn(url))
  const relays = settings.urls.filter(isTurn)
  const servers: IceServer[] = plain.length > 0 ? [{ urls: plain }] : []
  if (relays.length === 0 || settings.secret === undefined) return servers
  const username = `${Math.floor(expiresAt.getTime() / 1000)}:${user}`
  const credential = createHmac('sha1', settings.secret).update(username).digest('base64')
  return [...servers, { urls: relays, username, credential }]
}
