import type { FlowDocument, FlowReferences } from '@iris/contracts'
import type { Api } from '@iris/api-client'
import { type FlowProgram, referencesOf } from '@iris/flow'

/** How deep flows are followed into others; as deep as on a call. */
const deepest = 10

interface Source {
  readonly name: string
  /** `null` for a draft. */
  readonly version: number | null
  readonly document: FlowDocument
  /** What its names stood for when it was published; without it, they stand for what they do now. */
  readonly references?: FlowReferences | null
}

/** A flow with the flows it leads into, as a call would run it. Rejects with `ApiError`. */
export function loadProgram(api: Pick<Api, 'send'>, source: Source): Promise<FlowProgram> {
  return assemble({ api, pinned: pinnedByName(api) }, source, deepest)
}

type Pinned = FlowReferences['flows'][string]

interface Assembly {
  readonly api: Pick<Api, 'send'>
  /** The version of a flow that answers calls now, by the flow’s name. */
  readonly pinned: (name: string) => Promise<Pinned | undefined>
}

async function assemble(
  assembly: Assembly,
  { name, version, document, references }: Source,
  levels: number,
): Promise<FlowProgram> {
  const named = levels === 0 ? [] : [...flowsNamedIn(document)]
  const found = await Promise.all(
    named.map(async (flow) => {
      const pinned = references?.flows[flow] ?? (await assembly.pinned(flow))
      return pinned && ([flow, await subFlow(assembly, flow, { pinned, levels })] as const)
    }),
  )
  return {
    name,
    version,
    document,
    ...(references && { references }),
    flows: Object.fromEntries(found.filter((one) => one !== undefined)),
    ...(needsHolidays(document) && {
      holidaysOf: (await import('@iris/flow/holidays')).holidaysOf,
    }),
  }
}

async function subFlow(
  assembly: Assembly,
  name: string,
  { pinned, levels }: { readonly pinned: Pinned; readonly levels: number },
): Promise<FlowProgram> {
  const { flowId, version } = pinned
  const { document, references } = await assembly.api.send('getFlowVersion', {
    params: { id: flowId, version },
  })
  return assemble(assembly, { name, version, document, references }, levels - 1)
}

function flowsNamedIn(document: FlowDocument): Set<string> {
  const names = referencesOf(document).filter(({ type }) => type === 'flow')
  return new Set(names.map(({ name }) => name).filter((name) => name !== ''))
}

/** The table of all countries' holidays is large, and few flows look into it. */
function needsHolidays({ blocks }: FlowDocument): boolean {
  return Object.values(blocks).some(({ settings }) => Object.hasOwn(settings, 'holidays'))
}

function pinnedByName(api: Pick<Api, 'send'>): Assembly['pinned'] {
  let all: Promise<Map<string, Pinned>> | undefined
  return async (name) => {
    all ??= publishedFlows(api)
    return (await all).get(name.toLowerCase())
  }
}

async function publishedFlows(api: Pick<Api, 'send'>): Promise<Map<string, Pinned>> {
  const { items } = await api.send('listFlows')
  return new Map(
    items.flatMap(({ id, name, publishedVersion }) =>
      publishedVersion === null
        ? []
        : [[name.toLowerCase(), { flowId: id, version: publishedVersion }] as const],
    ),
  )
}
