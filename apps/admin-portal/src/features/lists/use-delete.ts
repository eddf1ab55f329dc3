import { useDeed } from '../forms/use-deed.ts'
import { listWords } from './list-words.ts'

/** Deletes one thing of a list, after a question that says what it means. */
export function useDelete(
  onDone: () => unknown,
): (
  thing: { readonly name: string },
  consequence: string,
  send: () => Promise<unknown>,
) => Promise<boolean> {
  const { carryOutIfSure } = useDeed(onDone)
  return ({ name }, consequence, send) =>
    carryOutIfSure(
      {
        title: listWords('deleteTitle', { name }),
        description: consequence,
        confirmLabel: listWords('delete', { name }),
      },
      {
        send,
        done: listWords('deleted', { name }),
        failed: listWords('deleteFailed', { name }),
      },
    )
}
