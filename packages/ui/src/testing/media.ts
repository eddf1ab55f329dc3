import { vi } from 'vitest'

/** Makes media queries answer as on a certain screen, and lets it change. happy-dom knows few of them. */
export function stubMedia(holds: (query: string) => boolean): { change: () => void } {
  const listeners = new Set<() => void>()
  let answer = holds
  vi.stubGlobal('matchMedia', (query: string) => ({
    get matches() {
      return answer(query)
    },
    addEventListener: (_: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => listeners.delete(listener),
  }))
  return {
    /** The opposite of everything. */
    change() {
      answer = (query) => !holds(query)
      for (const listener of listeners) listener()
    },
  }
}
