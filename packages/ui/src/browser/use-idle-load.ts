import { onBeforeUnmount, onMounted } from 'vue'

/**
 * Fetches code that a component will need later, once the browser has nothing better to do. It keeps the first
 * load small and still has the code there when it is wanted, even if the connection is gone by then.
 */
export function useIdleLoad(load: () => Promise<unknown>): void {
  let cancel = (): void => undefined
  onMounted(() => {
    // A failure is no news yet: whoever needs the code asks again, and shows what happens then.
    const start = (): void => void load().catch(() => undefined)
    if ('requestIdleCallback' in window) {
      const handle = requestIdleCallback(start, { timeout: 10_000 })
      cancel = () => cancelIdleCallback(handle)
    } else {
      const timer = setTimeout(start, 2_000) // Safari
      cancel = () => clearTimeout(timer)
    }
  })
  onBeforeUnmount(() => cancel())
}
