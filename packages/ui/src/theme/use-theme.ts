import { computed, effectScope, watch } from 'vue'
import type { ComputedRef, Ref } from 'vue'
import { useMediaQuery } from '../browser/use-media-query.ts'
import { useStored } from '../browser/use-stored.ts'
import { themeStorageKey } from './theme-boot.ts'

/** What the person asked for. */
export type ThemePreference = 'system' | 'light' | 'dark'

/** What is shown. */
export type Theme = 'light' | 'dark'

export interface UseTheme {
  /** The choice. Writing it applies it, stores it and carries it to the origin's other tabs. */
  preference: Ref<ThemePreference>
  /** The theme on the screen, with "system" resolved. */
  theme: Readonly<ComputedRef<Theme>>
}

let shared: UseTheme | undefined

/**
 * The theme of this page. One state for the page, kept for its life: the theme belongs to the document,
 * not to a component.
 */
export function useTheme(): UseTheme {
  shared ??= effectScope(true).run(createTheme) ?? createTheme()
  return shared
}

function createTheme(): UseTheme {
  const preference = useStored<ThemePreference>(themeStorageKey, 'system', parsePreference)
  const systemIsDark = useMediaQuery('(prefers-color-scheme: dark)')
  const theme = computed<Theme>(() => {
    if (preference.value !== 'system') return preference.value
    return systemIsDark.value ? 'dark' : 'light'
  })
  watch(preference, applyTheme, { immediate: true, flush: 'sync' })
  return { preference, theme }
}

function applyTheme(preference: ThemePreference): void {
  const root = document.documentElement
  if (preference === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = preference
}

function parsePreference(stored: string): ThemePreference {
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}
