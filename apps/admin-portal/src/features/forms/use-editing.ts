import { useToasts } from '@iris/ui'
import { ref, shallowRef } from 'vue'
import type { Ref, ShallowRef } from 'vue'
import { listWords } from '../lists/list-words.ts'

interface Editing<Item> {
  readonly open: Ref<boolean>
  /** What is changed; nothing where something new is made. */
  readonly edited: Readonly<ShallowRef<Item | undefined>>
  /** Key of the dialog: each opening is a form of its own; 0 before the first. */
  readonly openings: Readonly<Ref<number>>
  edit(item?: Item): void
  /** Says that it is done. */
  onSaved(saved: { readonly name: string }): void
}

/** The dialog of a list in which its things are made and changed. */
export function useEditing<Item>(onDone: () => unknown): Editing<Item> {
  const toasts = useToasts()
  const open = ref(false)
  const edited = shallowRef<Item>()
  const openings = ref(0)
  return {
    open,
    edited,
    openings,
    edit(item) {
      edited.value = item
      openings.value += 1
      open.value = true
    },
    onSaved({ name }) {
      const title = listWords(edited.value === undefined ? 'created' : 'saved', { name })
      toasts.show({ tone: 'available', title })
      onDone()
    },
  }
}
