import type { FlowDocument } from '@iris/contracts'
import {
  blockName,
  type BlockChange,
  exitsOf,
  type FlowDiff,
  kindNamed,
  type Value,
} from '@iris/flow'
import { exitLabel } from '../../../kinds/exit-label.ts'
import { historyWords } from '../history-words.ts'
import { differenceKind, type DifferenceKind } from './compared-graph.ts'
import { settingLabel } from './setting-label.ts'

/** One thing that differs, in words. */
export interface DifferenceRow {
  readonly id: string
  readonly kind: DifferenceKind
  readonly what: 'block' | 'note' | 'frame'
  /** What it is called. */
  readonly title: string
  /** Side by side; none for what was added or removed whole. */
  readonly changes: readonly ChangeRow[]
}

interface ChangeRow {
  readonly label: string
  /** Empty where there was nothing. */
  readonly before: string
  readonly after: string
}

type Block = FlowDocument['blocks'][string]

/** What differs between two documents, in words: blocks first, then notes and frames. */
export function differenceRows(
  diff: FlowDiff,
  before: FlowDocument,
  after: FlowDocument,
): DifferenceRow[] {
  return [
    ...diff.blocks.map((difference): DifferenceRow => {
      const { id } = difference
      const block = after.blocks[id] ?? before.blocks[id]
      return {
        id,
        kind: differenceKind(difference),
        what: 'block',
        title: block === undefined ? id : blockName(block),
        changes:
          difference.kind === 'changed' && block !== undefined
            ? difference.changes.map((change) => blockRow(change, block, { before, after }))
            : [],
      }
    }),
    ...diff.notes.map((difference) => {
      const { text } = difference.kind === 'removed' ? difference.before : difference.after
      return placedRow('note', difference, text)
    }),
    ...diff.frames.map((difference) => {
      const { title } = difference.kind === 'removed' ? difference.before : difference.after
      return placedRow('frame', difference, title)
    }),
  ]
}

function placedRow(
  what: 'note' | 'frame',
  difference: FlowDiff['notes'][number] | FlowDiff['frames'][number],
  title: string,
): DifferenceRow {
  const changes = difference.kind === 'changed' ? difference.changes : []
  return {
    id: difference.id,
    kind: differenceKind(difference),
    what,
    title: title === '' ? historyWords(`what.${what}`) : title,
    changes: changes.map((change) => ({
      label: historyWords(`change.${change.kind}`),
      before: written(change.before),
      after: written(change.after),
    })),
  }
}

function blockRow(
  change: BlockChange,
  block: Block,
  sides: { readonly before: FlowDocument; readonly after: FlowDocument },
): ChangeRow {
  switch (change.kind) {
    case 'setting':
      return row(settingLabel(block, change.path), change.before, change.after)
    case 'exit':
      return {
        label: wireLabel(block, change.exit),
        before: targetName(sides.before, change.before),
        after: targetName(sides.after, change.after),
      }
    case 'kind':
      return row(historyWords('change.kind'), kindTitle(change.before), kindTitle(change.after))
    case 'disabled':
      return row(
        historyWords('change.disabled'),
        historyWords(change.before ? 'yes' : 'no'),
        historyWords(change.after ? 'yes' : 'no'),
      )
    case 'name':
    case 'moved':
      return row(historyWords(`change.${change.kind}`), change.before, change.after)
  }
}

function wireLabel(block: Block, id: string): string {
  const exit = exitsOf(block).find((one) => one.id === id)
  return historyWords('change.exit', { exit: exit ? exitLabel(block, exit) : id })
}

function kindTitle(kind: string): string {
  return kindNamed(kind)?.title ?? kind
}

function targetName({ blocks }: FlowDocument, target: string | null | undefined): string {
  if (target === undefined) return ''
  if (target === null) return historyWords('nowhere')
  const block = blocks[target]
  return block === undefined ? target : blockName(block)
}

type Side = Value | { readonly x: number; readonly y: number } | undefined

function row(label: string, before: Side, after: Side): ChangeRow {
  return { label, before: written(before), after: written(after) }
}

function written(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return historyWords(value ? 'yes' : 'no')
  if (isPoint(value)) return historyWords('at', value)
  return JSON.stringify(value)
}

function isPoint(value: unknown): value is { x: number; y: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'x' in value &&
    'y' in value &&
    typeof value.x === 'number' &&
    typeof value.y === 'number' &&
    Object.keys(value).length === 2
  )
}
