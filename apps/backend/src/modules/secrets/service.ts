import type { Secret } from '@iris/contracts'
import { type MasterKey, openSecret, sealSecret } from '@iris/platform'
import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import * as repository from './repository.ts'

/** The most a centre may keep. */
const mostSecrets = 200

const contextOf = (tenantId: string, name: string): string => `flow-secret:${tenantId}:${name}`

export async function listSecrets(work: Work): Promise<Secret[]> {
  return (await repository.listSecrets(work.tx)).map(present)
}

/** Keeps a value under a name, in place of the one before. */
export async function putSecret(
  work: Work,
  masterKey: MasterKey,
  { name, value }: { readonly name: string; readonly value: string },
): Promise<Secret> {
  const before = await repository.findSecret(work.tx, name)
  if (!before && (await repository.countSecrets(work.tx)) >= mostSecrets) {
    throw new Refusal('conflict', { detail: `A centre keeps ${mostSecrets} secrets at most.` })
  }
  await repository.putSecret(work.tx, {
    tenant_id: work.tenantId,
    name,
    sealed: sealSecret(masterKey, value, contextOf(work.tenantId, name)),
    changed_at: new Date(),
    changed_by: work.actor?.id ?? null,
  })
  await work.audit(before ? 'secret.changed' : 'secret.created', name, { name })
  await work.publish('secret.changed', { name })
  return present(found(await repository.findSecret(work.tx, name), 'secret'))
}

export async function deleteSecret(work: Work, name: string): Promise<void> {
  const isGone = await repository.deleteSecret(work.tx, name)
  found(isGone ? name : undefined, 'secret')
  await work.audit('secret.deleted', name, { name })
  await work.publish('secret.changed', { name })
}

/**
 * The values of those of the names there are. They are for the one request that names them: never for an answer, an
 * error, a log or a trace. Throws `KeyError` where one was sealed with another master key.
 */
export async function secretValues(
  work: Work,
  masterKey: MasterKey,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await repository.findSealed(work.tx, names)
  return new Map(
    rows.map(({ name, sealed }) => [
      name,
      openSecret(masterKey, sealed, contextOf(work.tenantId, name)),
    ]),
  )
}

function present(row: repository.KnownSecret): Secret {
  const { name, changed_at: changedAt, changed_by: id, changed_by_name: by } = row
  return {
    name,
    changedAt: changedAt.toISOString(),
    changedBy: id === null || by === null ? null : { id, name: by },
  }
}
