import type { PhoneNumber } from '@iris/contracts'
import type { Kv } from '@iris/platform'
import type { Handlers } from '../../http/implement.ts'
import { Refusal } from '../../problem.ts'
import { sessionLifeMs } from '../identity/refresh-tokens.ts'
import type { PhoneCredentials } from './credentials.ts'

const guestWindowMs = 60_000
const guestsPerWindow = 60

interface Parts {
  readonly credentials: PhoneCredentials
  readonly kv: Kv
  readonly guestsAllowed: boolean
  readonly suggestedNumber: () => Promise<PhoneNumber | null>
}

export function phoneHandlers({
  credentials,
  kv,
  guestsAllowed,
  suggestedNumber,
}: Parts): Handlers<'mintSoftphone' | 'mintGuestPhone'> {
  return {
    mintSoftphone: async ({ principal }) =>
      credentials.forSession(principal.sessionId, new Date(Date.now() + sessionLifeMs)),
    mintGuestPhone: async ({ info }) => {
      if (!guestsAllowed)
        throw new Refusal('unavailable', { detail: 'This centre takes no calls from the web.' })
      const { count, resetsInMs } = await kv.increment(`guest-phone:${info.address}`, guestWindowMs)
      if (count > guestsPerWindow) {
        throw new Refusal('too_many_requests', { retryAfterSeconds: Math.ceil(resetsInMs / 1000) })
      }
      return { ...credentials.forGuest(), suggestedNumber: await suggestedNumber() }
    },
  }
}
