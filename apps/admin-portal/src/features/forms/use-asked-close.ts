import { useConfirm } from '@iris/ui'
import type { ComputedRef, Ref } from 'vue'
import { formWords } from './form-words.ts'

/** Closes a dialog with a form; where something was filled in, it is asked first. */
export function useAskedClose(
  open: Ref<boolean>,
  changed: ComputedRef<boolean>,
): { close(): Promise<void>; onOpen(isOpen: boolean): void } {
  const confirm = useConfirm()

  async function close(): Promise<void> {
    const mayGo =
      !changed.value ||
      (await confirm({
        title: formWords('leaveTitle'),
        description: formWords('leaveDescription'),
        confirmLabel: formWords('leaveConfirm'),
        danger: true,
      }))
    if (mayGo) open.value = false
  }

  return {
    close,
    onOpen(isOpen) {
      if (isOpen) open.value = true
      else void close()
    },
  }
}
