import type { ComputedRef, Ref } from 'vue'
import { useLeaveQuestion } from './use-leave-question.ts'

/** Closes a dialog with a form; where something was filled in, it is asked first. */
export function useAskedClose(
  open: Ref<boolean>,
  changed: ComputedRef<boolean>,
): { close(): Promise<void>; onOpen(isOpen: boolean): void } {
  const mayLeave = useLeaveQuestion()

  async function close(): Promise<void> {
    if (!changed.value || (await mayLeave())) open.value = false
  }

  return {
    close,
    onOpen(isOpen) {
      if (isOpen) open.value = true
      else void close()
    },
  }
}
