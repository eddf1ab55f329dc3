import type { Ref } from 'vue'
import { shallowRef } from 'vue'
import { createContext } from '../context/create-context.ts'

export interface ConfirmRequest {
  title: string
  /** What will happen, and to what. */
  description: string
  /** Names the act and the thing: "Release +1 555 010 0100". */
  confirmLabel: string
  cancelLabel?: string
  danger?: boolean
}

/** Asks, and answers whether the person said yes. Leaving the dialog in any other way is a no. */
export type Confirm = (request: ConfirmRequest) => Promise<boolean>

export interface Confirmer {
  confirm: Confirm
  pending: Readonly<Ref<ConfirmRequest | undefined>>
  answer: (yes: boolean) => void
}

export const confirmContext = createContext<Confirmer>('UiRoot')

/** @throws outside a UiRoot, which shows the question */
export function useConfirm(): Confirm {
  return confirmContext.use('useConfirm').confirm
}

/** One question at a time: a new one answers the one before with no. */
export function createConfirmer(): Confirmer {
  const pending = shallowRef<ConfirmRequest>()
  let settle: ((yes: boolean) => void) | undefined

  function answer(yes: boolean): void {
    pending.value = undefined
    settle?.(yes)
    settle = undefined
  }

  function confirm(request: ConfirmRequest): Promise<boolean> {
    answer(false)
    pending.value = request
    return new Promise((resolve) => {
      settle = resolve
    })
  }

  return { confirm, pending, answer }
}
