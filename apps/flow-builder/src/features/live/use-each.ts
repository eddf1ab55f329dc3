import { onScopeDispose } from 'vue'

/** Does something again and again while the page is seen: what it shows changes without an event for it. */
export function useEach(everyMs: number, act: () => void): void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') act()
  }, everyMs)
  onScopeDispose(() => clearInterval(timer))
}
