import { ref, watch } from 'vue'
import type { Ref } from 'vue'

/** A dialog that comes in a chunk of its own: fetched when it is first opened, kept from then on. */
export interface LazyDialog {
  readonly open: Ref<boolean>
  /** Whether it has ever been opened. */
  readonly wanted: Readonly<Ref<boolean>>
}

export function useLazyDialog(): LazyDialog {
  const open = ref(false)
  const wanted = ref(false)
  watch(open, () => (wanted.value = true))
  return { open, wanted }
}
