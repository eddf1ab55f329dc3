import { computed, type ComputedRef, ref } from 'vue'
import type { ListChange } from './after-list-change.ts'

export interface ItemIds {
  /** One for each item; it goes where the item goes, so that what is open or has the focus in it stays. */
  readonly ids: ComputedRef<readonly number[]>
  /** Tells that this is about to happen to the list. */
  follow(change: ListChange): void
}

/** Ids for the items of a list that have none. When the list changes by itself, as by undo, the first keep theirs. */
export function useItemIds(length: () => number): ItemIds {
  let made = 0
  const known = ref<number[]>([])

  function idsFor(count: number): number[] {
    while (known.value.length < count) known.value.push((made += 1))
    return known.value.slice(0, count)
  }

  return {
    ids: computed(() => idsFor(length())),
    follow(change) {
      const ids = idsFor(length())
      if (change.kind === 'add') known.value = ids.toSpliced(change.at, 0, (made += 1))
      if (change.kind === 'remove') known.value = ids.toSpliced(change.at, 1)
      if (change.kind === 'move') {
        known.value = ids
          .toSpliced(change.from, 1)
          .toSpliced(change.to, 0, ...ids.slice(change.from, change.from + 1))
      }
    },
  }
}
