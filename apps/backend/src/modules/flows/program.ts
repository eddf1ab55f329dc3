import type { FlowDocument, FlowReferences } from '@iris/contracts'
import { type FlowProgram, referencesOf } from '@iris/flow'
import { holidaysOf } from '@iris/flow/holidays'
import type { Tx } from '../../work.ts'
import { findQueuesByNames } from '../queues/repository.ts'
import { findBoxesByNames } from '../voicemail/repository.ts'

/** A flow as it runs, with what its names stand for now. */
export async function programOf(
  tx: Tx,
  tenantId: string,
  flow: { readonly name: string; readonly version: number | null; readonly document: FlowDocument },
): Promise<FlowProgram> {
  const references = await resolveNames(tx, tenantId, flow.document)
  return { ...flow, references, flows: {}, holidaysOf }
}

async function resolveNames(
  tx: Tx,
  tenantId: string,
  document: FlowDocument,
): Promise<FlowReferences> {
  const references = referencesOf(document)
  const named = (type: string) => [
    ...new Set(references.filter((one) => one.type === type).map(({ name }) => name)),
  ]
  const [queues, boxes] = [named('queue'), named('voicemail_box')]
  return {
    queues: byName(queues, await findQueuesByNames(tx, tenantId, queues)),
    boxes: byName(boxes, await findBoxesByNames(tx, tenantId, boxes)),
    flows: {},
  }
}

/** Names as the document writes them, whatever the size of their letters. */
function byName(
  names: readonly string[],
  rows: readonly { readonly id: string; readonly name: string }[],
): Record<string, string> {
  const ids = new Map(rows.map(({ id, name }) => [name.toLowerCase(), id]))
  return Object.fromEntries(
    names.flatMap((name) => {
      const id = ids.get(name.toLowerCase())
      return id === undefined ? [] : [[name, id]]
    }),
  )
}
