import { onScopeDispose, ref, watch } from 'vue'
import type { Ref } from 'vue'

/** A pointer that was left lying on the board holds nothing: at a wall nobody is there to take it away. */
const pointerRestsAfterMs = 8000

/** Whether somebody looks closely at an element: the pointer moves over it, or the keyboard has brought the focus there. */
export function useCloseLook(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<boolean>> {
  const isPointed = ref(false)
  const isFocused = ref(false)
  const isLooked = ref(false)
  let rest: ReturnType<typeof setTimeout> | undefined

  const leave = (): void => {
    clearTimeout(rest)
    isPointed.value = false
  }
  const move = (): void => {
    clearTimeout(rest)
    isPointed.value = true
    rest = setTimeout(leave, pointerRestsAfterMs)
  }
  const focus = ({ target }: FocusEvent): void => {
    isFocused.value = target instanceof Element && target.matches(':focus-visible')
  }
  const blur = (): void => {
    isFocused.value = false
  }

  watch(
    element,
    (now, _before, onCleanup) => {
      if (!now) return
      const listening = new AbortController()
      const { signal } = listening
      now.addEventListener('pointermove', move, { signal })
      now.addEventListener('pointerleave', leave, { signal })
      now.addEventListener('focusin', focus, { signal })
      now.addEventListener('focusout', blur, { signal })
      onCleanup(() => {
        listening.abort()
        leave()
        blur()
      })
    },
    { immediate: true, flush: 'post' },
  )
  watch([isPointed, isFocused], ([pointed, focused]) => {
    isLooked.value = pointed || focused
  })
  onScopeDispose(() => clearTimeout(rest))
  return isLooked
}
