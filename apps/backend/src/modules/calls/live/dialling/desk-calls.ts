import { mayDo } from '@iris/contracts'
import type { Database } from '@iris/platform'
import type { IncomingCall } from '@iris/telephony'
import type { Principal } from '../../../../http/context.ts'
import type { Tables } from '../../../../tables.ts'
import { countryOf } from '../../../identity/tenant.ts'
import { displayNumber, readNumber } from '../../../numbers/display.ts'
import { readPhoneUser } from '../../../phones/credentials.ts'
import type { CallFacts } from '../call-in-progress.ts'

interface Parts {
  readonly database: Database<Tables>
  readonly principalOf: (sessionId: string) => Promise<Principal | undefined>
}

/**
 * Reads a call from a desk to a number outside, as people of the tenant's country dial it, from somebody signed in who may
 * place calls; `undefined` for everybody else: the network's calls and guests' never reach a trunk. The desk calls by itself,
 * as any telephone does: its microphone is open at once, it can hang up at any time, and what the network says of the number
 * reaches it as the refusal of its own call.
 */
export async function readDeskCall(
  { database, principalOf }: Parts,
  { via, user, to, leg }: IncomingCall,
  { id, sinceMs }: { readonly id: string; readonly sinceMs: number },
): Promise<CallFacts | undefined> {
  const phone = via === 'websocket' && user !== undefined ? readPhoneUser(user) : undefined
  const principal = phone?.kind === 'session' ? await principalOf(phone.sessionId) : undefined
  if (!principal || !mayDo(principal.roles, 'calls:place')) return undefined
  const { tenantId, userId, name } = principal
  const country = await database.asTenant(tenantId, (tx) => countryOf(tx, tenantId))
  const number = readNumber(to, country)
  if (number === undefined) return undefined
  return {
    id,
    tenantId,
    direction: 'outbound',
    callerLeg: leg,
    dialled: { by: { id: userId, name }, sinceMs },
    from: { user: number, display: displayNumber(number, country).display },
    numberValue: '',
    numberDisplay: '',
    program: undefined,
    hasFlow: false,
    programme: undefined,
    record: 'off',
    queues: new Map(),
    boxes: new Map(),
  }
}
