import type { FlowDocument } from '@iris/contracts'
import { blockName, kindNamed } from '@iris/flow'
import type { SelectOption } from '@iris/ui'
import { inspectorWords } from '../inspector-words.ts'

/** The blocks a wire of this block may lead to, by name; two of one name are told apart by their ids. */
export function blockOptions(document: FlowDocument, from: string): SelectOption<string>[] {
  const blocks = Object.entries(document.blocks).filter(([, { kind }]) => kind !== 'start')
  const names = blocks.map(([, block]) => blockName(block))
  return blocks
    .map(([id, block]) => {
      const name = blockName(block)
      const kind = kindNamed(block.kind)?.title ?? block.kind
      const isOne = names.indexOf(name) === names.lastIndexOf(name)
      const hint = [kind === name ? '' : kind, isOne ? '' : id].filter(Boolean).join(' · ')
      const label = id === from ? inspectorWords('exits.itself', { block: name }) : name
      return { value: id, label, ...(hint !== '' && { hint }) }
    })
    .sort((one, other) => one.label.localeCompare(other.label))
}
