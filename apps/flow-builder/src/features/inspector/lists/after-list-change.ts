import type { FlowBlock } from '@iris/contracts'
import { type KnownKind, kindNamed } from '@iris/flow'

type Settings = FlowBlock['settings']

/** What happens to a list of a block's settings; places count from 0. */
export type ListChange =
  | { readonly kind: 'add'; readonly item: Settings; readonly at: number }
  | { readonly kind: 'remove'; readonly at: number }
  | { readonly kind: 'move'; readonly from: number; readonly to: number }
  | { readonly kind: 'edit'; readonly at: number; readonly item: Settings }

/** The items of a list; none where the settings have something else there. */
export function listOf(settings: Settings, key: string): Settings[string][] {
  const list = settings[key]
  return Array.isArray(list) ? list : []
}

/**
 * The block after a change of one of its lists. Exits that come from an item (the case of a branch, the key of a menu)
 * take their wires along: an item keeps where it leads wherever it goes, and a new one leads nowhere. What does not fit
 * the list changes nothing.
 */
export function afterListChange(block: FlowBlock, key: string, change: ListChange): FlowBlock {
  const before = listOf(block.settings, key)
  const places = placesAfter(before.length, change)
  if (places === undefined) return block
  const after = listAfter(block.settings, key, change)
  const settings = { ...block.settings, [key]: after }
  return { ...block, settings, exits: exitsAfter(block, key, { after, places }) }
}

/** The list alone after a change. */
export function listAfter(settings: Settings, key: string, change: ListChange): Settings[string][] {
  const before = listOf(settings, key)
  const places = placesAfter(before.length, change)
  if (places === undefined) return before
  return places.map((place, index) =>
    isWritten(change, index) ? change.item : (before[place ?? -1] ?? null),
  )
}

function isWritten(
  change: ListChange,
  index: number,
): change is Extract<ListChange, { readonly item: Settings }> {
  return (change.kind === 'add' || change.kind === 'edit') && change.at === index
}

/** For each item there is then, where it was; `undefined` for one that is new. */
function placesAfter(length: number, change: ListChange): (number | undefined)[] | undefined {
  const places: (number | undefined)[] = Array.from({ length }, (_, index) => index)
  switch (change.kind) {
    case 'edit':
      return change.at in places ? places : undefined
    case 'add':
      return change.at < 0 || change.at > length
        ? undefined
        : places.toSpliced(change.at, 0, undefined)
    case 'remove':
      return change.at in places ? places.toSpliced(change.at, 1) : undefined
    case 'move': {
      if (!(change.from in places) || !(change.to in places)) return undefined
      return places.toSpliced(change.from, 1).toSpliced(change.to, 0, change.from)
    }
  }
}

interface Moved {
  readonly after: readonly Settings[string][]
  readonly places: readonly (number | undefined)[]
}

function exitsAfter(block: FlowBlock, key: string, { after, places }: Moved): FlowBlock['exits'] {
  const kind = kindNamed(block.kind)
  if (kind === undefined) return block.exits
  const own = (list: readonly Settings[string][]) => exitsOfItems(kind, block.settings, key, list)
  const [before, now] = [own(listOf(block.settings, key)), own(after)]
  const gone = new Set([...before, ...now].flat())
  const kept = Object.entries(block.exits).filter(([exit]) => !gone.has(exit))
  const wired = now.flatMap((exits, index) => {
    const place = places[index]
    if (place === undefined) return []
    return exits.flatMap((exit, nth) => {
      const was = before[place]?.[nth]
      if (was === undefined || !Object.hasOwn(block.exits, was)) return []
      return [[exit, block.exits[was] ?? null] as const]
    })
  })
  return Object.fromEntries([...kept, ...wired])
}

/** The exits that are there because of each item of a list, by its place. */
export function exitsByItem(block: FlowBlock, key: string): readonly (readonly string[])[] {
  const kind = kindNamed(block.kind)
  if (kind === undefined) return []
  return exitsOfItems(kind, block.settings, key, listOf(block.settings, key))
}

/** The exits that are there because of each item: those its list has with it, and had not before it. */
function exitsOfItems(
  kind: KnownKind,
  settings: Settings,
  key: string,
  list: readonly Settings[string][],
): string[][] {
  const idsOf = (count: number) =>
    kind.exits({ ...settings, [key]: list.slice(0, count) }).map(({ id }) => id)
  const known = new Set(idsOf(0))
  return list.map((_, index) => {
    const own = idsOf(index + 1).filter((id) => !known.has(id))
    for (const id of own) known.add(id)
    return own
  })
}
