import { defineShortcuts } from '@iris/app-frame'
import { editorWords } from './editor-words.ts'

const group = () => editorWords('keys.group')

/** The keys of the builder, beside those of the canvas. */
export const flowShortcuts = defineShortcuts('flows', {
  help: { label: () => editorWords('keys.help'), group, keys: 'Ctrl+/' },
  save: { label: () => editorWords('save.now'), group, keys: 'Ctrl+S' },
  undo: { label: () => editorWords('undo'), group, keys: 'Ctrl+Z', repeats: true },
  redo: { label: () => editorWords('redo'), group, keys: 'Ctrl+Shift+Z', repeats: true },
  search: { label: () => editorWords('search.open'), group, keys: 'Ctrl+F' },
  library: { label: () => editorWords('library.search'), group, keys: '/' },
  duplicate: { label: () => editorWords('menu.duplicate'), group, keys: 'Ctrl+D' },
  publish: { label: () => editorWords('publish.open'), group, keys: 'Ctrl+Enter' },
})
