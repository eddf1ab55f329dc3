import type { Ref } from 'vue'
import { readonly, ref, watch } from 'vue'

/** Whether something has been true yet: what was opened once stays in the page, closed. */
export function useLatch(source: () => boolean): Readonly<Ref<boolean>> {
  const latched = ref(source())
  watch(source, (now) => {
    latched.value ||= now
  })
  return readonly(latched)
}
