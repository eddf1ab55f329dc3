import { quarterFrom, quarterOf, type Span } from './interval.ts'

/** In what time something of an agent has changed, as it was noted; it may reach without end. */
export interface NotedChange {
  readonly agentId: string
  readonly fromMs: number
  readonly toMs: number
}

/** Agents of whom the same quarters do not hold. */
export interface ChangedSpan {
  readonly agentIds: readonly string[]
  /** Whole quarters, but where it is cut off. */
  readonly span: Span
}

interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** Of whom what does not hold, within a span: no quarter twice, and agents with the same ones together, so that few queries are about them. */
export function changedSpans(changes: readonly NotedChange[], within: Span): ChangedSpan[] {
  const stretches = [...Map.groupBy(changes, ({ agentId }) => agentId)].flatMap(
    ([agentId, noted]) => merged(noted, within).map((stretch) => ({ agentId, ...stretch })),
  )
  const together = Map.groupBy(stretches, ({ fromMs, toMs }) => `${fromMs} ${toMs}`)
  return [...together.values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const span = { from: new Date(first.fromMs), to: new Date(first.toMs) }
    return [{ agentIds: same.map(({ agentId }) => agentId), span }]
  })
}

/** The quarters that stretches reach into, as few stretches as they make. */
function merged(stretches: readonly Stretch[], { from, to }: Span): Stretch[] {
  const cut = stretches
    .map(({ fromMs, toMs }) => ({
      fromMs: Math.max(from.getTime(), quarterOf(fromMs)),
      toMs: Math.min(to.getTime(), quarterFrom(toMs)),
    }))
    .filter(({ fromMs, toMs }) => fromMs < toMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
  const apart: Stretch[] = []
  for (const stretch of cut) {
    const last = apart.at(-1)
    if (!last || last.toMs < stretch.fromMs) apart.push(stretch)
    else apart[apart.length - 1] = { ...last, toMs: Math.max(last.toMs, stretch.toMs) }
  }
  return apart
}
