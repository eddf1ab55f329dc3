import { customRef, onScopeDispose } from 'vue'
import type { Ref } from 'vue'

/**
 * A ref kept in local storage as text, shared with the origin's other tabs. Storage that is blocked or
 * full is no error: the value then lasts as long as the page.
 *
 * @param parse turns stored text back into a value. It is given what any earlier version or a
 *   stranger may have written, so it has to have an answer for everything.
 * @param print the reverse; without it the value is stored as it stands
 */
export function useStored<T>(
  key: string,
  initial: T,
  parse: (stored: string) => T,
  print: (value: T) => string = String,
): Ref<T> {
  let value = load(key, initial, parse)
  let trigger = (): void => undefined
  const stored = customRef<T>((track, notify) => {
    trigger = notify
    return {
      get() {
        track()
        return value
      },
      set(next) {
        value = next
        save(key, print(next))
        notify()
      },
    }
  })
  const onStorage = (event: StorageEvent): void => {
    if (event.key !== key) return
    value = event.newValue === null ? initial : parse(event.newValue)
    trigger()
  }
  window.addEventListener('storage', onStorage)
  // Outside a scope (a module's own state) it lives as long as the page.
  onScopeDispose(() => window.removeEventListener('storage', onStorage), true)
  return stored
}

function load<T>(key: string, initial: T, parse: (stored: string) => T): T {
  try {
    const stored = localStorage.getItem(key)
    return stored === null ? initial : parse(stored)
  } catch {
    return initial
  }
}

function save(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {
    // Blocked or full: the page keeps the value, the next one starts from the default.
  }
}
