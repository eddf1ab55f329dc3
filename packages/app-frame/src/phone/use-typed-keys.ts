import { onBeforeUnmount, onMounted } from 'vue'

/** Hears the keys of a telephone typed anywhere but in a field, as long as the component is there and `enabled`. */
export function useTypedKeys(options: {
  readonly enabled: () => boolean
  readonly press: (key: string) => void
}): void {
  function onKeydown(event: KeyboardEvent): void {
    if (!options.enabled()) return
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat
    if (!isPlain || !/^[0-9*#]$/.test(event.key) || takesText(event.target)) return
    event.preventDefault()
    options.press(event.key)
  }
  onMounted(() => document.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => document.removeEventListener('keydown', onKeydown))
}

function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role=dialog]') !== null)
  )
}
