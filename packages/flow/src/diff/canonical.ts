import { isList, isMap, type Value } from '../expressions/values.ts'
import {
  byText,
  type ComparedBlock,
  type ComparedFlow,
  type ComparedFrame,
  type ComparedNote,
  type Point,
  type Size,
} from './compared-flow.ts'

/** A field of what is written; left out where it is undefined. */
type Field = readonly [key: string, written: string | undefined]

/**
 * A flow document as text that is the same for documents that mean the same: keys in one order, blocks, notes, frames and
 * settings sorted, two spaces, a line for each thing, places on one line. What a change touches is what a diff of lines shows.
 */
export function canonical(document: ComparedFlow): string {
  const blocks = sorted(document.blocks).map(([id, block]): Field => [id, writtenBlock(block)])
  const written = writtenMap([
    ['schema', '2'],
    ['blocks', writtenMap(blocks)],
    ['notes', writtenItems(document.notes, writtenNote)],
    ['frames', writtenItems(document.frames, writtenFrame)],
  ])
  return `${written}\n`
}

function writtenBlock({ kind, name, at, disabled, settings, exits }: ComparedBlock): string {
  return writtenMap([
    ['kind', JSON.stringify(kind)],
    ['name', name === undefined ? undefined : JSON.stringify(name)],
    ['at', point(at)],
    ['disabled', disabled === true ? 'true' : undefined],
    ['settings', writtenValue(settings)],
    ['exits', writtenValue(exits)],
  ])
}

function writtenNote({ id, text, at, size }: ComparedNote): string {
  return writtenMap([
    ['id', JSON.stringify(id)],
    ['text', JSON.stringify(text)],
    ['at', point(at)],
    ['size', extent(size)],
  ])
}

function writtenFrame({ id, title, at, size, colour }: ComparedFrame): string {
  return writtenMap([
    ['id', JSON.stringify(id)],
    ['title', JSON.stringify(title)],
    ['at', point(at)],
    ['size', extent(size)],
    ['colour', colour === undefined ? undefined : JSON.stringify(colour)],
  ])
}

function point({ x, y }: Point): string {
  return `{ "x": ${JSON.stringify(x)}, "y": ${JSON.stringify(y)} }`
}

function extent({ width, height }: Size): string {
  return `{ "width": ${JSON.stringify(width)}, "height": ${JSON.stringify(height)} }`
}

function writtenItems<Item extends { readonly id: string }>(
  items: readonly Item[] | undefined,
  written: (item: Item) => string,
): string | undefined {
  if (items === undefined || items.length === 0) return undefined
  return writtenList(items.toSorted((a, b) => byText(a.id, b.id)).map(written))
}

function writtenValue(value: Value): string {
  if (isList(value)) return writtenList(value.map(writtenValue))
  if (!isMap(value)) return JSON.stringify(value)
  return writtenMap(sorted(value).map(([key, item]): Field => [key, writtenValue(item)]))
}

function sorted<Item>(map: Readonly<Record<string, Item>>): [string, Item][] {
  return Object.entries(map).sort(([a], [b]) => byText(a, b))
}

/** Not by `JSON.stringify` of an object: that puts keys such as "10" before all others. */
function writtenMap(fields: readonly Field[]): string {
  const lines = fields
    .filter(([, written]) => written !== undefined)
    .map(([key, written]) => `${JSON.stringify(key)}: ${written}`)
  return lines.length === 0 ? '{}' : `{\n${indented(lines)}\n}`
}

function writtenList(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${indented(items)}\n]`
}

/** No text within has a line break of its own: JSON escapes it. */
function indented(lines: readonly string[]): string {
  return `  ${lines.join(',\n').replaceAll('\n', '\n  ')}`
}
