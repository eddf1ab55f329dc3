import type { Flow, FlowDocument, FlowProblem, FlowVersion } from '@iris/contracts'
import { type ReferenceType, referencesOf, validateFlow } from '@iris/flow'
import { v7 as uuidv7 } from 'uuid'
import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { promptReferences } from '../prompts/service.ts'
import { queueNames } from '../queues/service.ts'
import { voicemailBoxNames } from '../voicemail/service.ts'
import * as repository from './repository.ts'

export async function listFlows(work: Work): Promise<Flow[]> {
  return (await repository.listFlows(work.tx)).map(present)
}

export async function createFlow(
  work: Work,
  input: { name: string; document: FlowDocument },
): Promise<Flow> {
  const flow = await repository.insertFlow(work.tx, {
    id: uuidv7(),
    tenant_id: work.tenantId,
    name: input.name,
  })
  await insertVersion(work, flow.id, 1, input.document)
  await work.audit('flow.created', flow.id, { name: input.name })
  return present(flow)
}

export async function renameFlow(work: Work, id: string, name: string): Promise<Flow> {
  const flow = found(await repository.updateFlow(work.tx, id, { name }), 'flow')
  await work.audit('flow.renamed', id, { name })
  return present(flow)
}

/** Saves the next version. Two people who edit at once do not overwrite each other: the second is refused. */
export async function saveFlow(
  work: Work,
  id: string,
  input: { document: FlowDocument; basedOn: number },
): Promise<FlowVersion> {
  const flow = found(await repository.findFlowForUpdate(work.tx, id), 'flow')
  if (flow.latest_version !== input.basedOn) {
    throw new Refusal('conflict', {
      detail: `Version ${flow.latest_version} was saved meanwhile; yours was made from ${input.basedOn}.`,
    })
  }
  const version = flow.latest_version + 1
  const row = await insertVersion(work, id, version, input.document)
  await repository.updateFlow(work.tx, id, { latest_version: version })
  await work.audit('flow.saved', id, { version })
  return presentVersion(work, row)
}

export async function getVersion(work: Work, id: string, version: number): Promise<FlowVersion> {
  return presentVersion(
    work,
    found(await repository.findVersion(work.tx, id, version), 'version of this flow'),
  )
}

/** Lets a version answer calls. A flow with errors is refused with them; warnings are let through. */
export async function publishFlow(work: Work, id: string, version: number): Promise<Flow> {
  found(await repository.findFlowForUpdate(work.tx, id), 'flow')
  const row = found(await repository.findVersion(work.tx, id, version), 'version of this flow')
  const errors = (await problemsOf(work, row.document)).filter(
    (problem) => problem.severity === 'error',
  )
  if (errors.length > 0) throw new Refusal('flow_invalid', { errors: errors.map(asFieldError) })
  const flow = found(
    await repository.updateFlow(work.tx, id, { published_version: version }),
    'flow',
  )
  await work.audit('flow.published', id, { version })
  await work.publish('flow.published', { flowId: id, version })
  return present(flow)
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

function insertVersion(work: Work, flowId: string, version: number, document: FlowDocument) {
  const created_by = work.actor?.name ?? 'Iris'
  return repository.insertVersion(work.tx, {
    tenant_id: work.tenantId,
    flow_id: flowId,
    version,
    document,
    created_by,
  })
}

async function problemsOf(work: Work, document: FlowDocument): Promise<FlowProblem[]> {
  return validateFlow(document, {
    queue: await queueNames(work),
    voicemail_box: await voicemailBoxNames(work),
    prompt: await promptReferences(work),
  })
}

function asFieldError(problem: FlowProblem) {
  const { block, exit, setting, message } = problem
  const exitPath = exit === undefined ? '' : `/exits/${exit}`
  const within = setting === undefined ? exitPath : `/settings${setting}`
  return { path: block === undefined ? '/blocks' : `/blocks/${block}${within}`, message }
}

function present(row: repository.FlowRow): Flow {
  return {
    id: row.id,
    name: row.name,
    latestVersion: row.latest_version,
    publishedVersion: row.published_version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

async function presentVersion(work: Work, row: repository.FlowVersionRow): Promise<FlowVersion> {
  return {
    flowId: row.flow_id,
    version: row.version,
    document: row.document,
    problems: await problemsOf(work, row.document),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  }
}
