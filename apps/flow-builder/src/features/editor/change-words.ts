import type { FlowDocument } from '@iris/contracts'
import { blockName, blockOf, diffFlows } from '@iris/flow'
import { editorWords } from './editor-words.ts'

/** What is other in `after`, a line for each block; moves alone come last. */
export function changeWords(before: FlowDocument, after: FlowDocument): readonly string[] {
  const lines = diffFlows(before, after).blocks.map((difference) => {
    const where = difference.kind === 'removed' ? before : after
    const block = blockOf(where, difference.id)
    const gaps = { block: block ? `“${blockName(block)}”` : difference.id }
    const isMove =
      difference.kind === 'changed' && difference.changes.every(({ kind }) => kind === 'moved')
    const kind = isMove ? 'moved' : difference.kind
    return { kind, line: editorWords(`conflict.change.${kind}`, gaps) }
  })
  return lines
    .toSorted((a, b) => Number(a.kind === 'moved') - Number(b.kind === 'moved'))
    .map(({ line }) => line)
}
