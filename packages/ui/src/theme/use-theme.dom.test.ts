import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import servedScript from '../../../../public/boot/theme.js?raw'
import type { UseTheme } from './use-theme.ts'
import { themeBootScript, themeStorageKey } from './theme-boot.ts'

const root = document.documentElement

/** The theme as a page that just loaded has it. */
async function freshTheme(): Promise<UseTheme> {
  vi.resetModules()
  const { useTheme } = await import('./use-theme.ts')
  return useTheme()
}

function boot(): void {
  // oxlint-disable-next-line no-new-func -- the script is a text for HTML heads, so the test runs the text
  new Function(themeBootScript)()
}

beforeEach(() => {
  localStorage.clear()
  delete root.dataset['theme']
})
afterEach(() => vi.restoreAllMocks())

describe('the theme', () => {
  test('is the system’s until somebody chooses, and leaves the document alone', async () => {
    const { preference, theme } = await freshTheme()
    expect(preference.value).toBe('system')
    expect(theme.value).toBe('light')
    expect(root.dataset['theme']).toBeUndefined()
  })

  test('is applied and kept when chosen, and given up with "system"', async () => {
    const { preference, theme } = await freshTheme()
    preference.value = 'dark'
    expect(root.dataset['theme']).toBe('dark')
    expect(theme.value).toBe('dark')
    expect(localStorage.getItem(themeStorageKey)).toBe('dark')
    preference.value = 'system'
    expect(root.dataset['theme']).toBeUndefined()
  })

  test('follows a choice in another tab', async () => {
    await freshTheme()
    window.dispatchEvent(new StorageEvent('storage', { key: themeStorageKey, newValue: 'dark' }))
    expect(root.dataset['theme']).toBe('dark')
  })

  test('takes a stored word it does not know for "system"', async () => {
    localStorage.setItem(themeStorageKey, 'sepia')
    expect((await freshTheme()).preference.value).toBe('system')
  })
})

describe('the boot script', () => {
  test('sets the stored theme before the app is there', () => {
    localStorage.setItem(themeStorageKey, 'dark')
    boot()
    expect(root.dataset['theme']).toBe('dark')
  })

  test('does nothing for "system", for nonsense and for blocked storage', () => {
    for (const stored of ['system', '"><script>']) {
      localStorage.setItem(themeStorageKey, stored)
      boot()
    }
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new DOMException('blocked', 'SecurityError')
    })
    boot()
    expect(root.dataset['theme']).toBeUndefined()
  })

  test('is what the pages are served', () => {
    const code = servedScript.replaceAll(/^\/\/.*\n/gm, '')
    expect(code.trim()).toBe(themeBootScript)
  })
})
