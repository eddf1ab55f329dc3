import type { FlowDocument, FlowReferences } from '@iris/contracts'
import type { FlowProgram } from '@iris/flow'
import { holidaysOf } from '@iris/flow/holidays'
import type { Tx } from '../../work.ts'
import { findFlow } from './repository.ts'
import { resolveReferences } from './references.ts'
import { findVersion } from './version-repository.ts'

/** How deep flows lead into others, at most; below that, a flow that is named is not found. */
const deepest = 10

interface VersionOfFlow {
  readonly name: string
  /** `null` for a draft. */
  readonly version: number | null
  readonly document: FlowDocument
  /** `null` for what was published before names were looked up then, and for drafts: they stand for what they do now. */
  readonly references: FlowReferences | null
}

/** A version as it runs, with what its names stood for when it was published and the flows it leads into as they were then. */
export function programOf(tx: Tx, tenantId: string, flow: VersionOfFlow): Promise<FlowProgram> {
  return assemble({ tx, tenantId, known: new Map() }, flow, deepest)
}

interface Assembly {
  readonly tx: Tx
  readonly tenantId: string
  /** By flow and version: several flows may lead into one. */
  readonly known: Map<string, FlowProgram>
}

async function assemble(
  assembly: Assembly,
  { references: kept, ...flow }: VersionOfFlow,
  levels: number,
): Promise<FlowProgram> {
  const { tx, tenantId } = assembly
  const references = kept ?? (await resolveReferences(tx, tenantId, flow.document))
  const flows: [string, FlowProgram][] = []
  for (const [name, pinned] of Object.entries(levels === 0 ? {} : references.flows)) {
    const program = await subFlow(assembly, pinned, levels - 1)
    if (program) flows.push([name, program])
  }
  return { ...flow, references, flows: Object.fromEntries(flows), holidaysOf }
}

async function subFlow(
  assembly: Assembly,
  { flowId, version }: FlowReferences['flows'][string],
  levels: number,
): Promise<FlowProgram | undefined> {
  const { tx, tenantId, known } = assembly
  const key = `${flowId} ${version} ${levels}`
  const seen = known.get(key)
  if (seen) return seen
  const [flow, row] = [await findFlow(tx, flowId), await findVersion(tx, flowId, version)]
  if (!flow || !row || row.tenant_id !== tenantId) return undefined
  const { document, references } = row
  const program = await assemble(
    assembly,
    { name: flow.name, version, document, references },
    levels,
  )
  known.set(key, program)
  return program
}
