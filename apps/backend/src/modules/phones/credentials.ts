import { mayDo, type SoftphoneCredentials } from '@iris/contracts'
import { createHmac, randomBytes } from 'node:crypto'
import type { Principal } from '../../http/context.ts'
import { iceServersFor, type TurnSettings } from './turn.ts'

/** The SIP domain every phone of ours registers in. It is a name only: nothing looks it up. */
export const sipDomain = 'iris.internal'
export const sipPath = '/sip'

const guestLifeMs = 3_600_000

/** Whom a SIP user name stands for. */
export type PhoneUser =
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'guest'; readonly expiresAtMs: number }

/** The user name of a session's phone. */
export function sessionUser(sessionId: string): string {
  return `a-${sessionId}`
}

export function readPhoneUser(username: string): PhoneUser | undefined {
  const sessionId = /^a-([0-9a-f-]{36})$/.exec(username)?.[1]
  if (sessionId !== undefined) return { kind: 'session', sessionId }
  const expires = /^g-[0-9a-f]{16}-([0-9a-z]{1,10})$/.exec(username)?.[1]
  return expires === undefined
    ? undefined
    : { kind: 'guest', expiresAtMs: Number.parseInt(expires, 36) }
}

/**
 * Mints and checks the credentials softphones register and call with. A password is an HMAC of its user name, so none
 * is kept; it is worth something only while the session is open, or until the time the guest's name carries.
 */
export interface PhoneCredentials {
  forSession(sessionId: string, expiresAt: Date): SoftphoneCredentials
  forGuest(): SoftphoneCredentials
  /** The password of a user who may use a phone now; `undefined` for everybody else. */
  passwordOf(username: string): Promise<string | undefined>
}

interface Parts {
  readonly key: Uint8Array
  readonly principalOf: (sessionId: string) => Promise<Principal | undefined>
  readonly guestsAllowed: boolean
  readonly turn?: TurnSettings | undefined
}

export function phoneCredentials({
  key,
  principalOf,
  guestsAllowed,
  turn,
}: Parts): PhoneCredentials {
  const passwordFor = (username: string) =>
    createHmac('sha256', key).update(username).digest('base64url')
  const credentials = (username: string, expiresAt: Date): SoftphoneCredentials => ({
    username,
    password: passwordFor(username),
    domain: sipDomain,
    webSocketPath: sipPath,
    iceServers: iceServersFor(turn, username, expiresAt),
    expiresAt: expiresAt.toISOString(),
  })

  async function mayPhone(user: PhoneUser): Promise<boolean> {
    if (user.kind === 'guest') return guestsAllowed && user.expiresAtMs > Date.now()
    const principal = await principalOf(user.sessionId)
    return principal !== undefined && mayDo(principal.roles, 'phone:use')
  }

  return {
    forSession: (sessionId, expiresAt) => credentials(sessionUser(sessionId), expiresAt),
    forGuest() {
      const expiresAtMs = Date.now() + guestLifeMs
      const username = `g-${randomBytes(8).toString('hex')}-${expiresAtMs.toString(36)}`
      return credentials(username, new Date(expiresAtMs))
    },
    async passwordOf(username) {
      const user = readPhoneUser(username)
      return user && (await mayPhone(user)) ? passwordFor(username) : undefined
    },
  }
}
