import { errorWords } from '@iris/app-frame'
import { useConfirm, useToasts } from '@iris/ui'

interface Deed {
  readonly send: () => Promise<unknown>
  readonly done: string
  readonly failed: string
}

interface Question {
  readonly title: string
  readonly description: string
  readonly confirmLabel: string
}

/** Does something to a thing of a list, and says what came of it. What cannot be undone is asked first. */
export function useDeed(onDone: () => unknown): {
  /** Whether it was done. */
  carryOut(deed: Deed): Promise<boolean>
  carryOutIfSure(question: Question, deed: Deed): Promise<boolean>
} {
  const confirm = useConfirm()
  const toasts = useToasts()

  async function carryOut({ send, done, failed }: Deed): Promise<boolean> {
    try {
      await send()
    } catch (error) {
      toasts.show({ tone: 'stop', title: failed, description: errorWords(error) })
      return false
    }
    toasts.show({ tone: 'available', title: done })
    onDone()
    return true
  }

  return {
    carryOut,
    carryOutIfSure: async (question, deed) =>
      (await confirm({ ...question, danger: true })) && carryOut(deed),
  }
}
