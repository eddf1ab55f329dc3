import type { FlowDocument, FlowReferences } from '@iris/contracts'
import { type ReferenceType, referencesOf } from '@iris/flow'
import { sql } from 'kysely'
import type { Tx } from '../../work.ts'

type Named = 'queues' | 'prompts' | 'voicemail_boxes' | 'numbers' | 'skills'

/**
 * What the names in a document stand for now: each as it is written, with the id of the tenant's thing that has it, whatever the
 * capitals. Names that nothing has are left out; the validator reports them. A sub-flow is pinned to the version that answers
 * calls. Fit for system transactions too.
 */
export async function resolveReferences(
  tx: Tx,
  tenantId: string,
  document: FlowDocument,
): Promise<FlowReferences> {
  const names = Map.groupBy(referencesOf(document), ({ type }) => type)
  const of = (type: ReferenceType) => [
    ...new Set((names.get(type) ?? []).map(({ name }) => name).filter((name) => name !== '')),
  ]
  return {
    queues: await resolve(tx, tenantId, 'queues', of('queue')),
    boxes: await resolve(tx, tenantId, 'voicemail_boxes', of('voicemail_box')),
    flows: await resolveFlows(tx, tenantId, of('flow')),
    prompts: await resolve(tx, tenantId, 'prompts', of('prompt')),
    numbers: await resolve(tx, tenantId, 'numbers', of('number')),
    skills: await resolve(tx, tenantId, 'skills', of('skill')),
  }
}

/** Of several of one name, the first there was. */
async function resolve(
  tx: Tx,
  tenantId: string,
  table: Named,
  names: readonly string[],
): Promise<Record<string, string>> {
  if (names.length === 0) return {}
  const column = sql.ref(table === 'numbers' ? 'number' : 'name')
  const { rows } = await sql<{ id: string; name: string }>`
    select id, lower(${column}) as name from ${sql.table(table)}
    where tenant_id = ${tenantId} and lower(${column}) = any(${names.map(lowered)})
    order by id desc`.execute(tx)
  return byName(names, new Map(rows.map(({ id, name }) => [name, id])))
}

async function resolveFlows(
  tx: Tx,
  tenantId: string,
  names: readonly string[],
): Promise<FlowReferences['flows']> {
  if (names.length === 0) return {}
  const rows = await tx
    .selectFrom('flows')
    .select(['id', 'name', 'published_version'])
    .where('tenant_id', '=', tenantId)
    .where('published_version', 'is not', null)
    .where(sql`lower(name)`, 'in', names.map(lowered))
    .orderBy('id', 'desc')
    .execute()
  const flows = rows.flatMap(({ id, name, published_version: version }) =>
    version === null ? [] : [[lowered(name), { flowId: id, version }] as const],
  )
  return byName(names, new Map(flows))
}

function byName<Thing>(
  names: readonly string[],
  things: ReadonlyMap<string, Thing>,
): Record<string, Thing> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const thing = things.get(lowered(name))
      return thing === undefined ? [] : [[name, thing] as const]
    }),
  )
}

const lowered = (name: string): string => name.toLowerCase()
