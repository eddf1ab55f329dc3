import { hasInjectionContext, inject, provide } from 'vue'
import type { InjectionKey } from 'vue'

/** What the root of a compound component shares with its parts. */
export interface ComponentContext<T> {
  provide: (value: T) => T
  /** @param part a component or composable. @throws outside the root, naming both */
  use: (part: string) => T
  /** For parts that also work alone. */
  useOptional: () => T | undefined
}

/** @param root the component that provides, as it is written in a template: `Tabs`, `Menu` */
export function createContext<T>(root: string): ComponentContext<T> {
  const key: InjectionKey<T> = Symbol(root)
  const useOptional = (): T | undefined =>
    hasInjectionContext() ? inject(key, undefined) : undefined
  return {
    provide(value) {
      provide(key, value)
      return value
    },
    use(part) {
      const value = useOptional()
      if (value === undefined) {
        const name = part.startsWith('use') ? `${part}()` : `<${part}>`
        throw new Error(`${name} has to be used inside <${root}>.`)
      }
      return value
    },
    useOptional,
  }
}
