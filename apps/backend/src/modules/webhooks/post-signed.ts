import {
  isPublicAddress,
  type MasterKey,
  type OutboundAnswer,
  requestOutbound,
} from '@iris/platform'
import type { Ground } from '../../ground.ts'
import type { DoWork } from '../../work.ts'
import { signingSecrets } from './secrets.ts'
import { type Message, signatureHeaders } from './signature.ts'

/** How long a receiver may take. */
const timeoutMs = 5000
const maxBytes = 256 * 1024

export interface WebhookParts {
  readonly doWork: DoWork
  readonly masterKey: MasterKey
  /** Which addresses webhooks may lead to. */
  readonly mayReach: (address: string) => boolean
}

export function webhookPartsOf({
  config,
  ...ground
}: Pick<Ground, 'config' | 'doWork' | 'masterKey'>): WebhookParts {
  return { ...ground, mayReach: config.privateWebhooks ? () => true : isPublicAddress }
}

/** Posts JSON to a tenant's address, signed with the tenant's secret. Rejects with `OutboundError`. */
export async function postSigned(
  { doWork, masterKey, mayReach }: WebhookParts,
  to: { readonly tenantId: string; readonly url: string; readonly signal?: AbortSignal },
  message: Message,
): Promise<OutboundAnswer> {
  const secrets = await doWork(to.tenantId, null, (work) => signingSecrets(work, masterKey))
  return requestOutbound({
    method: 'POST',
    url: to.url,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': 'Iris',
      ...signatureHeaders(message, secrets, new Date()),
    },
    body: message.body,
    timeoutMs,
    maxBytes,
    mayReach,
    ...(to.signal && { signal: to.signal }),
  })
}
