import type { Cause } from '@iris/telephony'
import type { Principal } from '../../../../http/context.ts'
import { Refusal } from '../../../../problem.ts'
import type { DoWork } from '../../../../work.ts'
import { readPhoneUser } from '../../../phones/credentials.ts'
import type { PhonePresence } from '../../../phones/presence.ts'
import { controlCall } from '../../control.ts'
import { readReferTarget } from '../../refer-target.ts'

interface Parts {
  readonly doWork: DoWork
  readonly phones: PhonePresence
  readonly principalOf: (sessionId: string) => Promise<Principal | undefined>
}

/**
 * Orders the transfer that an agent's phone asks for (REFER), as if the agent had asked for it by the API: the same rules, the
 * same reservation. Gives why it cannot be.
 */
export async function orderPhoneTransfer(
  { doWork, phones, principalOf }: Parts,
  {
    callId,
    agentId,
    user,
  }: { readonly callId: string; readonly agentId: string; readonly user: string },
): Promise<Cause | undefined> {
  const phone = readPhoneUser(phones.phoneOf(agentId) ?? '')
  const principal = phone?.kind === 'session' ? await principalOf(phone.sessionId) : undefined
  if (!principal) return 'CALL_REJECTED'
  const { tenantId, userId, name } = principal
  try {
    return await doWork(tenantId, { id: userId, name, address: 'phone' }, async (work) => {
      const to = await readReferTarget(work, user)
      if (!to) return 'UNALLOCATED_NUMBER'
      const action = { kind: 'transfer', to } as const
      await controlCall(work, principal, { callId, action }, (id) => phones.isReady(id))
      return undefined
    })
  } catch (error) {
    if (error instanceof Refusal) return causeOf(error)
    throw error
  }
}

function causeOf({ code }: Refusal): Cause {
  switch (code) {
    case 'conflict':
      return 'USER_BUSY'
    case 'not_found':
    case 'validation_failed':
      return 'UNALLOCATED_NUMBER'
    default:
      return 'CALL_REJECTED'
  }
}
