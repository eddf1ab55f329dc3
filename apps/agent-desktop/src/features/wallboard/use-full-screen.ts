import { onScopeDispose, ref } from 'vue'
import type { Ref } from 'vue'

/** Whether an element fills the screen, and the way there and back. */
export function useFullScreen(element: Readonly<Ref<HTMLElement | null>>): {
  readonly isFull: Readonly<Ref<boolean>>
  readonly isPossible: boolean
  toggle(): Promise<void>
} {
  const isFull = ref(false)
  const note = (): void => {
    isFull.value = document.fullscreenElement === element.value
  }
  document.addEventListener('fullscreenchange', note)
  onScopeDispose(() => document.removeEventListener('fullscreenchange', note))
  return {
    isFull,
    isPossible: document.fullscreenEnabled,
    async toggle() {
      if (isFull.value) await document.exitFullscreen()
      else await element.value?.requestFullscreen()
    },
  }
}
