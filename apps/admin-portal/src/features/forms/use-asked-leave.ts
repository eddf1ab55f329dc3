import { onScopeDispose } from 'vue'
import type { ComputedRef } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { useLeaveQuestion } from './use-leave-question.ts'

/** Leaves a page, or a part of it with an address of its own, only after a question where something was filled in. */
export function useAskedLeave(changed: ComputedRef<boolean>): void {
  const mayLeave = useLeaveQuestion()
  let asked: Promise<boolean> | undefined

  /** One answer for all that ask meanwhile. */
  async function guard(): Promise<boolean> {
    if (!changed.value) return true
    asked ??= mayLeave().finally(() => (asked = undefined))
    return asked
  }
  onBeforeRouteLeave(guard)
  onBeforeRouteUpdate(guard)

  // Closing the tab: the browser asks in its own words.
  const onUnload = (event: BeforeUnloadEvent) => {
    if (changed.value) event.preventDefault()
  }
  window.addEventListener('beforeunload', onUnload)
  onScopeDispose(() => window.removeEventListener('beforeunload', onUnload))
}
