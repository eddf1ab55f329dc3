import type { Flow, FlowDocument, RouteRequest, Routes } from '@iris/contracts'
import { type ReferenceType, referencesOf } from '@iris/flow'
import { templateNamed } from '@iris/flow/templates'
import { v7 as uuidv7 } from 'uuid'
import { found, invalidField, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { findDraft, insertDraft } from './draft-repository.ts'
import { presentFlow, savedBy } from './present.ts'
import * as repository from './repository.ts'
import { copyTests } from './test-repository.ts'

type FlowChange = RouteRequest<Routes['updateFlow']>['body']

/** What a flow is before anything is drawn. */
const emptyFlow: FlowDocument = {
  schema: 2,
  blocks: { start: { kind: 'start', at: { x: 0, y: 0 }, settings: {}, exits: { next: null } } },
}

export async function listFlows(
  work: Work,
  state: 'in_use' | 'archived' | 'all' = 'in_use',
): Promise<Flow[]> {
  return (await repository.listFlows(work.tx, state)).map(presentFlow)
}

export async function getFlow(work: Work, id: string): Promise<Flow> {
  return presentFlow(found(await repository.findListedFlow(work.tx, id), 'flow'))
}

export async function createFlow(
  work: Work,
  input: {
    name: string
    description?: string
    document?: FlowDocument | undefined
    template?: string | undefined
  },
): Promise<Flow> {
  const document = input.template === undefined ? input.document : documentOf(input.template)
  const id = uuidv7()
  const own = { tenant_id: work.tenantId, name: input.name, description: input.description ?? '' }
  await repository.insertFlow(work.tx, { id, ...own })
  await insertDraft(work.tx, {
    tenant_id: work.tenantId,
    flow_id: id,
    document: document ?? emptyFlow,
    based_on: null,
    ...savedBy(work),
  })
  await work.audit('flow.created', id, { name: input.name })
  await work.publish('flow.changed', { flowId: id })
  return getFlow(work, id)
}

function documentOf(template: string): FlowDocument {
  const found = templateNamed(template)
  if (found === undefined) throw invalidField('/template', 'There is no such template.')
  return found.document
}

/** Renames a flow, describes it, or puts it away, which one that numbers or other flows lead to cannot be. */
export async function updateFlow(work: Work, id: string, change: FlowChange): Promise<Flow> {
  const { archived, name, description } = change
  const flow = found(await repository.findFlowForUpdate(work.tx, id), 'flow')
  if (archived === true) await requireUnused(work, id)
  const archivedAt = archived === true ? (flow.archived_at ?? new Date()) : null
  await repository.updateFlow(work.tx, id, {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(archived !== undefined && { archived_at: archivedAt }),
  })
  if (name !== undefined && name !== flow.name) {
    await work.audit('flow.renamed', id, { name, from: flow.name })
  }
  if (archived !== undefined && archived !== (flow.archived_at !== null)) {
    await work.audit(archived ? 'flow.archived' : 'flow.unarchived', id, { name: flow.name })
  }
  await work.publish('flow.changed', { flowId: id })
  return getFlow(work, id)
}

/** Makes another flow of the draft and the tests. */
export async function copyFlow(work: Work, id: string, name: string | undefined): Promise<Flow> {
  const flow = found(await repository.findFlow(work.tx, id), 'flow')
  const { document } = found(await findDraft(work.tx, id), 'flow')
  const copy = await createFlow(work, {
    name: name ?? `${flow.name.slice(0, 73).trim()} (copy)`,
    description: flow.description,
    document,
  })
  await copyTests(work.tx, { from: id, to: copy.id, tenantId: work.tenantId })
  return copy
}

export async function deleteFlow(work: Work, id: string): Promise<void> {
  const flow = found(await repository.findFlowForUpdate(work.tx, id), 'flow')
  await requireUnused(work, id)
  await repository.deleteFlow(work.tx, id)
  await work.audit('flow.deleted', id, { name: flow.name })
  await work.publish('flow.deleted', { flowId: id })
}

/** @throws Refusal `in_use` while a number or a published flow leads to it */
async function requireUnused(work: Work, id: string): Promise<void> {
  const [number] = await repository.numbersOf(work.tx, id)
  if (number !== undefined) {
    throw new Refusal('in_use', { detail: `${number} leads to it. Give the number another flow.` })
  }
  const [name] = await repository.flowsLeadingTo(work.tx, id)
  if (name !== undefined) {
    throw new Refusal('in_use', { detail: `The published flow “${name}” leads to it.` })
  }
}

/** The name of a published flow that has this name for something, if one does. */
export async function publishedFlowNaming(
  work: Work,
  type: ReferenceType,
  name: string,
): Promise<string | undefined> {
  const wanted = name.toLowerCase()
  const published = await repository.listPublished(work.tx)
  return published.find(({ document }) =>
    referencesOf(document).some((one) => one.type === type && one.name.toLowerCase() === wanted),
  )?.name
}

/** What answers calls now: the published documents, each with its flow's name. */
export function publishedDocuments(
  work: Work,
): Promise<{ name: string; document: FlowDocument }[]> {
  return repository.listPublished(work.tx)
}
