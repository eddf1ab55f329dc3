import { useAnnounce, useToasts } from '@iris/ui'
import type { Ref } from 'vue'
import { onScopeDispose } from 'vue'
import type { Point } from '../../../canvas/graph/geometry.ts'
import { copyItems, pasteItems } from '../edits/clipboard.ts'
import { removeItems } from '../edits/remove.ts'
import { editorWords } from '../editor-words.ts'
import type { FlowEditing } from '../use-flow-editing.ts'

interface ClipboardOptions {
  readonly editing: FlowEditing
  readonly canEdit: Readonly<Ref<boolean>>
  /** Where something new goes. */
  readonly centre: () => Point
}

export interface FlowClipboard {
  /** For menus, whose clipboard a browser may refuse. */
  readonly copy: () => Promise<void>
  readonly cut: () => Promise<void>
  readonly paste: (at: Point) => Promise<void>
}

/** Copies, cuts and pastes with the system's clipboard, so that blocks go from flow to flow and from tab to tab. */
export function useClipboard({ editing, canEdit, centre }: ClipboardOptions): FlowClipboard {
  const announce = useAnnounce()
  const toasts = useToasts()

  function chosen(): string {
    const { selection, document } = editing
    const text = copyItems(document.value, selection.value)
    if (text !== '') announce(editorWords('clipboard.copied', { count: selection.value.size }))
    return text
  }

  function removeChosen(): void {
    const ids = [...editing.selection.value]
    if (canEdit.value) editing.change((document) => removeItems(document, ids))
  }

  function pasteText(text: string, at: Point): boolean {
    if (!canEdit.value) return false
    const pasted = pasteItems(editing.document.value, text, at)
    switch (pasted.kind) {
      case 'foreign':
        return false
      case 'broken':
        say('clipboard.broken', 'clipboard.brokenText')
        return true
      case 'too_many':
        say('clipboard.tooMany', 'clipboard.tooManyText')
        return true
      case 'pasted':
        editing.change(() => pasted.document)
        editing.selection.value = new Set(pasted.ids)
        return true
    }
  }

  function say(
    title: 'clipboard.broken' | 'clipboard.tooMany',
    text: 'clipboard.brokenText' | 'clipboard.tooManyText',
  ): void {
    toasts.show({ tone: 'stop', title: editorWords(title), description: editorWords(text) })
  }

  function onCopy(event: ClipboardEvent): void {
    if (!isOfCanvas(event)) return
    const text = chosen()
    if (text === '') return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    if (event.type === 'cut') removeChosen()
  }

  function onPaste(event: ClipboardEvent): void {
    if (!isOfCanvas(event)) return
    if (pasteText(event.clipboardData?.getData('text/plain') ?? '', centre()))
      event.preventDefault()
  }

  document.addEventListener('copy', onCopy)
  document.addEventListener('cut', onCopy)
  document.addEventListener('paste', onPaste)
  onScopeDispose(() => {
    document.removeEventListener('copy', onCopy)
    document.removeEventListener('cut', onCopy)
    document.removeEventListener('paste', onPaste)
  })

  async function reach(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch {
      toasts.show({ tone: 'warning', title: editorWords('clipboard.refused') })
    }
  }

  return {
    copy: () => reach(() => navigator.clipboard.writeText(chosen())),
    cut: () =>
      reach(async () => {
        await navigator.clipboard.writeText(chosen())
        removeChosen()
      }),
    paste: (at) =>
      reach(async () => {
        pasteText(await navigator.clipboard.readText(), at)
      }),
  }
}

/** Words in fields, and words that somebody marked, are copied as everywhere. */
function isOfCanvas({ target }: ClipboardEvent): boolean {
  const at = target instanceof Element ? target : document.body
  if (at.closest('input, textarea, select, [contenteditable], [role=dialog]')) return false
  return (getSelection()?.isCollapsed ?? true) || at.closest('[data-canvas]') !== null
}
