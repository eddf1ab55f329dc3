import {
  type Imported,
  type ImportedBlock,
  type ImportedNote,
  type ImportItem,
  type Json,
  mostSteps,
  type Point,
  type Refused,
} from './imported.ts'
import { blockIds } from './names.ts'
import { short } from './reading.ts'
import type { Keeps, Outcome, Part, Source, Wire } from './step.ts'

export interface Draft {
  readonly start: { readonly source: Source; readonly outcome: Outcome }
  readonly steps: readonly { readonly source: Source; readonly outcome: Outcome }[]
  /** Steps whose answers others read, and the variable each is kept in. */
  readonly kept: ReadonlyMap<string, string>
}

type Piece = Draft['steps'][number]

/**
 * Puts blocks together from what the steps became. Every exit leads to a block or, where a run may end at it, to none.
 */
export function assemble({ start, steps, kept }: Draft): Imported | Refused {
  if (steps.length > mostSteps) return refused(`The flow has more than ${mostSteps} steps.`)
  const ids = blockIds(['end'])
  const pieces = [start, ...steps]
  const byKey = new Map(pieces.map((piece) => [piece.source.key, piece]))
  const idOf = ({ source }: Piece, part: number): string =>
    ids.nameOf(partKey(source.key, part), source.name)
  const entry = entries(byKey, (piece) => idOf(piece, 0))
  const blocks = new Map<string, ImportedBlock>()
  const ended = pieces.find(({ outcome }) => endsCall(outcome))
  const endId = ended === undefined ? 'end' : idOf(ended, 0)
  let isEndUsed = false
  const target = (piece: Piece, wire: Wire): string | null => {
    if (wire.kind === 'nowhere') return null
    const id = wire.kind === 'part' ? idOf(piece, wire.part) : entry(wire.step)
    if (id === undefined) isEndUsed = true
    return id ?? endId
  }
  for (const piece of pieces) {
    const variable = kept.get(piece.source.key)
    for (const [index, part] of partsOf(piece.outcome, variable).entries()) {
      blocks.set(
        idOf(piece, index),
        blockOf(piece, part, index, (wire) => target(piece, wire)),
      )
    }
  }
  if (blocks.size > mostBlocks) return refused(`The flow would have over ${mostBlocks} blocks.`)
  if (isEndUsed && ended === undefined) blocks.set(endId, endBlock([...blocks.values()]))
  const notes = notesOf(steps)
  return {
    kind: 'imported',
    document: {
      schema: 2,
      blocks: Object.fromEntries(blocks),
      ...(notes.length > 0 && { notes }),
    },
    report: reportOf(pieces, (piece) => idOf(piece, 0)),
  }
}

const mostBlocks = 5000
const mostNotes = 500

function refused(reason: string): Refused {
  return { kind: 'refused', reason }
}

function endsCall(outcome: Outcome): boolean {
  return outcome.kind === 'parts' && outcome.parts[0]?.kind === 'end'
}

/** No name of the other side's ends so. */
function partKey(key: string, part: number): string {
  return part === 0 ? key : `${key}\n${part + 1}`
}

/** The block by which callers come into a step: its own, or that of the first after it that has one. */
function entries(
  byKey: ReadonlyMap<string, Piece>,
  firstId: (piece: Piece) => string,
): (step: string | undefined) => string | undefined {
  return (step) => {
    const seen = new Set<string>()
    let here = step
    while (here !== undefined && !seen.has(here)) {
      seen.add(here)
      const piece = byKey.get(here)
      if (piece === undefined) return undefined
      if (piece.outcome.kind === 'parts') return firstId(piece)
      here = piece.outcome.onwards
    }
    return undefined
  }
}

function partsOf(outcome: Outcome, variable: string | undefined): readonly Part[] {
  if (outcome.kind === 'passed') return []
  const { parts, keeps } = outcome
  if (variable === undefined || keeps === undefined) return parts
  return keepParts(parts, keeps, variable)
}

/** Between the exits and where they lead, the answer is put into a variable of the step's own. */
function keepParts(parts: readonly Part[], keeps: Keeps, variable: string): readonly Part[] {
  const asked = parts[keeps.part]
  if (asked === undefined) return parts
  const keeping = keeps.exits.flatMap((exit) => {
    const wire = asked.exits[exit]
    return wire === undefined ? [] : [{ exit, wire }]
  })
  const exits = Object.fromEntries(
    keeping.map(({ exit }, index) => [exit, { kind: 'part' as const, part: parts.length + index }]),
  )
  const changed = parts.map((part) =>
    part === asked ? { ...part, exits: { ...part.exits, ...exits } } : part,
  )
  const added = keeping.map(({ wire }) => ({
    kind: 'expression',
    name: `Keep ${variable}`,
    settings: { assign: [{ variable, expression: keeps.value }] },
    exits: { next: wire, error: wire },
  }))
  return [...changed, ...added]
}

function blockOf(
  { source }: Piece,
  part: Part,
  index: number,
  target: (wire: Wire) => string | null,
): ImportedBlock {
  const name = short(part.name ?? source.name)
  return {
    kind: part.kind,
    ...(name !== '' && { name }),
    at: placed(source.at, index),
    settings: part.settings,
    exits: Object.fromEntries(
      Object.entries(part.exits).map(([exit, wire]) => [exit, target(wire)]),
    ),
  }
}

/** On the canvas's grid of 8, and never so far that nobody finds it; adding 0 makes 0 of -0, which JSON does not know. */
function placed({ x, y }: Point, index: number): Point {
  const onGrid = (at: number) => Math.round(Math.min(Math.max(at, -900_000), 900_000) / 8) * 8 + 0
  return { x: onGrid(x + index * 48), y: onGrid(y + index * 104) }
}

function endBlock(blocks: readonly ImportedBlock[]): ImportedBlock {
  const lowest = Math.max(...blocks.map(({ at }) => at.y))
  const middle = blocks.reduce((sum, { at }) => sum + at.x, 0) / blocks.length
  return {
    kind: 'end',
    at: placed({ x: middle, y: lowest + 200 }, 0),
    settings: { cause: 'NORMAL_CLEARING' } satisfies Record<string, Json>,
    exits: {},
  }
}

function notesOf(steps: readonly Piece[]): ImportedNote[] {
  return steps
    .flatMap(({ source, outcome }) =>
      outcome.kind === 'passed' && outcome.how === 'left' ? [{ source, why: outcome.why }] : [],
    )
    .slice(0, mostNotes)
    .map(({ source, why }, index) => ({
      id: `left-${index + 1}`,
      text: `Not imported: ${short(source.name)} (${short(source.type)}). ${why}`.slice(0, 1000),
      at: placed(source.at, 0),
      size: { width: 240, height: 120 },
    }))
}

function reportOf(pieces: readonly Piece[], firstId: (piece: Piece) => string): Imported['report'] {
  const report: { [how in Outcome['how']]: ImportItem[] } = {
    mapped: [],
    approximated: [],
    left: [],
  }
  for (const piece of pieces) {
    const { source, outcome } = piece
    report[outcome.how].push({
      source: { name: short(source.name, 200), type: short(source.type, 200) },
      ...(outcome.kind === 'parts' && { block: firstId(piece) }),
      why: outcome.why,
    })
  }
  return report
}
