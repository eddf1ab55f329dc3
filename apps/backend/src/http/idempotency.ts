import type { Route } from '@iris/contracts'
import { createHash } from 'node:crypto'
import { invalidField, Refusal } from '../problem.ts'
import type { Work } from '../work.ts'

/**
 * Runs a POST with an `Idempotency-Key` once: the key, the change and the answer commit together, so a repeat gets the
 * first answer, and a repeat that comes meanwhile waits for it. A request that was refused leaves no key behind.
 */
export async function onceOnly(
  post: { readonly key: string | undefined; readonly route: Route; readonly request: unknown },
  work: Work,
  run: () => Promise<unknown>,
): Promise<unknown> {
  const { key, route, request } = post
  if (key === undefined || route.method !== 'POST' || route.repeatable || !work.actor) return run()
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidField('Idempotency-Key', 'Up to 255 letters, digits and signs, without blanks.')
  }
  const userId = work.actor.id
  const hash = createHash('sha256')
    .update(JSON.stringify([route.method, route.path, request]))
    .digest()
  const claimed = await work.tx
    .insertInto('idempotency_keys')
    .values({ tenant_id: work.tenantId, user_id: userId, key, request_hash: hash })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  if (!claimed) return firstAnswer(work, userId, key, hash)

  const body = await run()
  await work.tx
    .updateTable('idempotency_keys')
    .set({ status: route.status ?? 200, body: body === undefined ? null : JSON.stringify(body) })
    .where('tenant_id', '=', work.tenantId)
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .execute()
  return body
}

async function firstAnswer(
  work: Work,
  userId: string,
  key: string,
  hash: Buffer,
): Promise<unknown> {
  const first = await work.tx
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'body'])
    .where('tenant_id', '=', work.tenantId)
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  if (!first.request_hash.equals(hash)) throw new Refusal('idempotency_key_reused')
  return first.body ?? undefined
}
