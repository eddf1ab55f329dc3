import { ref } from 'vue'

export interface Touched {
  /** Somebody left the field. */
  touch(setting: string): void
  has(setting: string): boolean
  clear(): void
}

/** Where somebody was: a new block is not scolded for being empty. */
export function useTouched(): Touched {
  const settings = ref<ReadonlySet<string>>(new Set())
  return {
    touch: (setting) => {
      if (!settings.value.has(setting)) settings.value = new Set([...settings.value, setting])
    },
    has: (setting) => settings.value.has(setting),
    clear: () => (settings.value = new Set()),
  }
}
