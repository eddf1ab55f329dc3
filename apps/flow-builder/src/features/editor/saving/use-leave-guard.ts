import { useConfirm } from '@iris/ui'
import { onScopeDispose } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { editorWords } from '../editor-words.ts'
import type { DraftSaving } from './use-draft-saving.ts'

/** Saves before the page is left, and asks where that fails. */
export function useLeaveGuard({ isUnsaved, save }: DraftSaving): void {
  const confirm = useConfirm()

  onBeforeRouteLeave(async () => {
    if (!isUnsaved.value || (await save())) return true
    return confirm({
      title: editorWords('leave.title'),
      description: editorWords('leave.text'),
      confirmLabel: editorWords('leave.yes'),
      cancelLabel: editorWords('leave.no'),
    })
  })

  function onBeforeUnload(event: BeforeUnloadEvent): void {
    if (!isUnsaved.value) return
    void save()
    event.preventDefault()
  }
  window.addEventListener('beforeunload', onBeforeUnload)
  onScopeDispose(() => window.removeEventListener('beforeunload', onBeforeUnload))
}
