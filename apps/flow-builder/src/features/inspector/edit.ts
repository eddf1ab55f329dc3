import type { FlowBlock } from '@iris/contracts'
import { afterListChange, type ListChange, listAfter } from './lists/after-list-change.ts'

export type Settings = FlowBlock['settings']
export type Setting = Settings[string]

/** What somebody does at a form. */
export type Edit =
  /** Without a value the setting goes. */
  | { readonly kind: 'set'; readonly key: string; readonly value: Setting | undefined }
  | { readonly kind: 'list'; readonly key: string; readonly change: ListChange }
  | { readonly kind: 'all'; readonly settings: Settings }

/** The block afterwards: a new one, whose wires have followed. */
export function blockAfter(block: FlowBlock, edit: Edit): FlowBlock {
  if (edit.kind === 'list') return afterListChange(block, edit.key, edit.change)
  return { ...block, settings: settingsAfter(block.settings, edit) }
}

/** The settings, or those of a list’s item, afterwards. */
export function settingsAfter(settings: Settings, edit: Edit): Settings {
  switch (edit.kind) {
    case 'all':
      return edit.settings
    case 'list':
      return { ...settings, [edit.key]: listAfter(settings, edit.key, edit.change) }
    case 'set': {
      const { [edit.key]: _, ...others } = settings
      if (edit.value === undefined) return others
      // In its old place: a diff of two versions reads better.
      return { ...settings, [edit.key]: edit.value }
    }
  }
}
