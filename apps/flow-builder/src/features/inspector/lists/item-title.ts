import type { FlowBlock } from '@iris/contracts'
import { kindNamed } from '@iris/flow'
import { exitsByItem, listOf } from './after-list-change.ts'
import { asSettings } from './fresh-item.ts'

/** What the item of a list is called that an exit comes from: the meaning of a menu’s key. Empty where there is none. */
export function itemTitle(block: FlowBlock, exit: string): string {
  const lists = (kindNamed(block.kind)?.form ?? []).filter(({ type }) => type === 'list')
  for (const { key } of lists) {
    const place = exitsByItem(block, key).findIndex((exits) => exits.includes(exit))
    const { label, title } = asSettings(listOf(block.settings, key)[place])
    const text = label ?? title
    if (typeof text === 'string') return text.trim()
  }
  return ''
}
