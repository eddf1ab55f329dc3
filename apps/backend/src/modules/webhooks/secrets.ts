import type { RotatedWebhookSecret, WebhookSecret } from '@iris/contracts'
import { type MasterKey, openSecret, sealSecret } from '@iris/platform'
import type { Work } from '../../work.ts'
import * as repository from './repository.ts'
import { makeSecret } from './signature.ts'

/** How long the secret before is used beside a new one: time to bring the new one to every receiver. */
const overlapMs = 24 * 3_600_000

const contextOf = (tenantId: string): string => `webhook-secret:${tenantId}`

/** What the tenant's webhooks are signed with now, the newest first. A tenant that has none gets one. */
export async function signingSecrets(work: Work, masterKey: MasterKey): Promise<string[]> {
  const row =
    (await repository.findSecret(work.tx, work.tenantId)) ?? (await makeFirst(work, masterKey))
  const { sealed, previous_sealed: previous, previous_until: until } = row
  const stillUsed = previous !== null && until !== null && until > new Date() ? [previous] : []
  return [sealed, ...stillUsed].map((one) => openSecret(masterKey, one, contextOf(work.tenantId)))
}

/** When the secret was made; it is shown only when it is made. */
export async function getSecret(work: Work): Promise<WebhookSecret> {
  const row = await repository.findSecret(work.tx, work.tenantId)
  return {
    madeAt: row?.made_at.toISOString() ?? null,
    previousUntil: row?.previous_until?.toISOString() ?? null,
  }
}

/** Makes a new secret, which is shown this once. The one before goes on for a day, unless it is to end now. */
export async function rotateSecret(
  work: Work,
  masterKey: MasterKey,
  { endPreviousNow }: { readonly endPreviousNow: boolean },
): Promise<RotatedWebhookSecret> {
  const before = await repository.findSecret(work.tx, work.tenantId)
  const secret = makeSecret()
  const keeps = before !== undefined && !endPreviousNow
  const row = await repository.putSecret(work.tx, {
    tenant_id: work.tenantId,
    sealed: sealSecret(masterKey, secret, contextOf(work.tenantId)),
    previous_sealed: keeps ? before.sealed : null,
    previous_until: keeps ? new Date(Date.now() + overlapMs) : null,
    made_at: new Date(),
  })
  await work.audit('webhook_secret.rotated', work.tenantId, { endPreviousNow })
  return {
    secret,
    madeAt: row.made_at.toISOString(),
    previousUntil: row.previous_until?.toISOString() ?? null,
  }
}

/** Of two processes that make the first one, one does. */
async function makeFirst(work: Work, masterKey: MasterKey): Promise<repository.SecretRow> {
  const sealed = sealSecret(masterKey, makeSecret(), contextOf(work.tenantId))
  return repository.insertSecret(work.tx, { tenant_id: work.tenantId, sealed })
}
