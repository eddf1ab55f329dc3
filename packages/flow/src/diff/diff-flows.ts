import {
  byText,
  type ComparedBlock,
  type ComparedFlow,
  type ComparedFrame,
  type ComparedNote,
  type Point,
  type Size,
} from './compared-flow.ts'
import { type SettingChange, settingChanges, sides } from './setting-changes.ts'

export interface FlowDiff {
  readonly blocks: readonly Difference<ComparedBlock, BlockChange>[]
  readonly notes: readonly Difference<ComparedNote, PlaceChange | TextChange>[]
  readonly frames: readonly Difference<ComparedFrame, PlaceChange | TextChange>[]
}

/** One thing that differs, by its id. */
export type Difference<Thing, Change> =
  | { readonly kind: 'added'; readonly id: string; readonly after: Thing }
  | { readonly kind: 'removed'; readonly id: string; readonly before: Thing }
  | {
      readonly kind: 'changed'
      readonly id: string
      readonly before: Thing
      readonly after: Thing
      /** At least one. */
      readonly changes: readonly Change[]
    }

export type BlockChange =
  | SettingChange
  | { readonly kind: 'kind'; readonly before: string; readonly after: string }
  | { readonly kind: 'name'; readonly before?: string; readonly after?: string }
  | { readonly kind: 'disabled'; readonly before: boolean; readonly after: boolean }
  /** An exit that leads elsewhere. Without a side where there is no such exit; null where it is not wired. */
  | {
      readonly kind: 'exit'
      readonly exit: string
      readonly before?: string | null
      readonly after?: string | null
    }
  | Moved

export type PlaceChange =
  | Moved
  | { readonly kind: 'resized'; readonly before: Size; readonly after: Size }

export interface TextChange {
  readonly kind: 'text' | 'title' | 'colour'
  readonly before?: string
  readonly after?: string
}

interface Moved {
  readonly kind: 'moved'
  readonly before: Point
  readonly after: Point
}

/** What differs between two flow documents, each list sorted by id. Empty lists where their `canonical` text is the same. */
export function diffFlows(before: ComparedFlow, after: ComparedFlow): FlowDiff {
  return {
    blocks: differences(
      new Map(Object.entries(before.blocks)),
      new Map(Object.entries(after.blocks)),
      blockChanges,
    ),
    notes: differences(byId(before.notes), byId(after.notes), noteChanges),
    frames: differences(byId(before.frames), byId(after.frames), frameChanges),
  }
}

export interface DiffCounts {
  readonly added: number
  readonly removed: number
  /** Those that were only moved or resized are not among them. */
  readonly changed: number
  readonly moved: number
}

/** How many blocks, notes and frames differ in which way. */
export function countsOf({ blocks, notes, frames }: FlowDiff): DiffCounts {
  const kinds = [...blocks, ...notes, ...frames].map((difference) => {
    if (difference.kind !== 'changed') return difference.kind
    const isMoved = difference.changes.every(({ kind }) => kind === 'moved' || kind === 'resized')
    return isMoved ? 'moved' : 'changed'
  })
  const count = (wanted: keyof DiffCounts) => kinds.filter((kind) => kind === wanted).length
  return {
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    moved: count('moved'),
  }
}

function byId<Item extends { readonly id: string }>(
  items: readonly Item[] | undefined,
): ReadonlyMap<string, Item> {
  return new Map((items ?? []).map((item) => [item.id, item]))
}

function differences<Thing, Change>(
  before: ReadonlyMap<string, Thing>,
  after: ReadonlyMap<string, Thing>,
  changesOf: (before: Thing, after: Thing) => readonly Change[],
): Difference<Thing, Change>[] {
  const ids = new Set([...before.keys(), ...after.keys()])
  return [...ids].sort(byText).flatMap((id): Difference<Thing, Change>[] => {
    const [from, to] = [before.get(id), after.get(id)]
    if (from === undefined) return to === undefined ? [] : [{ kind: 'added', id, after: to }]
    if (to === undefined) return [{ kind: 'removed', id, before: from }]
    const changes = changesOf(from, to)
    return changes.length === 0 ? [] : [{ kind: 'changed', id, before: from, after: to, changes }]
  })
}

function blockChanges(before: ComparedBlock, after: ComparedBlock): BlockChange[] {
  const changes: BlockChange[] = []
  if (before.kind !== after.kind) {
    changes.push({ kind: 'kind', before: before.kind, after: after.kind })
  }
  if (before.name !== after.name) {
    changes.push({ kind: 'name', ...sides(before.name, after.name) })
  }
  const [was, is] = [before.disabled === true, after.disabled === true]
  if (was !== is) changes.push({ kind: 'disabled', before: was, after: is })
  return [
    ...changes,
    ...settingChanges(before.settings, after.settings),
    ...exitChanges(before.exits, after.exits),
    ...moved(before.at, after.at),
  ]
}

function exitChanges(before: ComparedBlock['exits'], after: ComparedBlock['exits']): BlockChange[] {
  return settingChanges(before, after).map(({ path }) => {
    const exit = String(path[0])
    const from = Object.hasOwn(before, exit) ? before[exit] : undefined
    const to = Object.hasOwn(after, exit) ? after[exit] : undefined
    return { kind: 'exit', exit, ...sides(from, to) }
  })
}

function noteChanges(before: ComparedNote, after: ComparedNote): (PlaceChange | TextChange)[] {
  return [...textChange('text', before.text, after.text), ...placeChanges(before, after)]
}

function frameChanges(before: ComparedFrame, after: ComparedFrame): (PlaceChange | TextChange)[] {
  return [
    ...textChange('title', before.title, after.title),
    ...textChange('colour', before.colour, after.colour),
    ...placeChanges(before, after),
  ]
}

function textChange(
  kind: TextChange['kind'],
  before: string | undefined,
  after: string | undefined,
): TextChange[] {
  return before === after ? [] : [{ kind, ...sides(before, after) }]
}

interface Placed {
  readonly at: Point
  readonly size: Size
}

function placeChanges(before: Placed, after: Placed): PlaceChange[] {
  const isSameSize =
    before.size.width === after.size.width && before.size.height === after.size.height
  return [
    ...moved(before.at, after.at),
    ...(isSameSize ? [] : [{ kind: 'resized', before: before.size, after: after.size } as const]),
  ]
}

function moved(before: Point, after: Point): Moved[] {
  return before.x === after.x && before.y === after.y ? [] : [{ kind: 'moved', before, after }]
}
