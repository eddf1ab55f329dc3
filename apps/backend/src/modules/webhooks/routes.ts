import type { MasterKey } from '@iris/platform'
import type { Handlers } from '../../http/implement.ts'
import { getSecret, rotateSecret } from './secrets.ts'

export function webhookHandlers(
  masterKey: MasterKey,
): Handlers<'getWebhookSecret' | 'rotateWebhookSecret'> {
  return {
    getWebhookSecret: ({ work }) => getSecret(work),
    rotateWebhookSecret: ({ work }, { body }) => rotateSecret(work, masterKey, body),
  }
}
