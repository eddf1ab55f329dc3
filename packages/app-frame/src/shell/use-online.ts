import { onScopeDispose, readonly, ref } from 'vue'
import type { Ref } from 'vue'

/** Whether the browser has a network at all. */
export function useOnline(): Readonly<Ref<boolean>> {
  const online = ref(navigator.onLine)
  const update = (): void => {
    online.value = navigator.onLine
  }
  const listening = new AbortController()
  for (const type of ['online', 'offline']) {
    window.addEventListener(type, update, { signal: listening.signal })
  }
  onScopeDispose(() => listening.abort())
  return readonly(online)
}
