import type { Keys, Platform } from '../kbd/keys.ts'

/** The part of a KeyboardEvent that says which keys are down. */
export interface KeyPress {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

const modifierKeys = new Set(['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'CapsLock', 'Dead'])

/**
 * What was pressed, in the one way this package writes combinations: `Ctrl+Alt+Shift+Key`. On a Mac ⌘ is
 * Ctrl. Shift is left out where it is how the sign is typed (`?`). With a modifier, a letter the keyboard
 * would not otherwise give (⌥J types ∆, another script types its own) is read off the key's place.
 *
 * @returns nothing while only modifiers are down
 */
export function pressedKeys(press: KeyPress, platform: Platform): Keys | undefined {
  if (modifierKeys.has(press.key)) return undefined
  const ctrl = platform === 'mac' ? press.metaKey : press.ctrlKey
  const modified = ctrl || press.altKey
  const key = keyName(press, modified)
  const isSign = key.length === 1 && !/[\p{L}\p{N} ]/u.test(key)
  const shift = press.shiftKey && (modified || !isSign)
  return [ctrl && 'Ctrl', press.altKey && 'Alt', shift && 'Shift', key].filter(Boolean).join('+')
}

/** The same combination in the one way they are written, whatever the order of its modifiers. */
export function canonicalKeys(keys: Keys): Keys {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  const modifiers = ['Ctrl', 'Alt', 'Shift'].filter((modifier) => parts.includes(modifier))
  return [...modifiers, key.length === 1 ? key.toUpperCase() : key].join('+')
}

/** Combinations that browsers act on themselves and never hand to a page in a tab. */
const keptByBrowsers = new Set(
  ['T', 'N', 'W', 'Shift+T', 'Shift+N', 'Shift+W', 'Tab', 'Shift+Tab', 'PageUp', 'PageDown'].map(
    (key) => `Ctrl+${key}`,
  ),
)

export function isKeptByBrowsers(keys: Keys): boolean {
  return keptByBrowsers.has(canonicalKeys(keys))
}

/** Whether a combination types a sign in a field, and so may not act while somebody writes. */
export function isTypable(keys: Keys): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  return !parts.includes('Ctrl') && !parts.includes('Alt') && (key.length === 1 || typed.has(key))
}

const typed = new Set(['Enter', 'Backspace', 'Delete', 'Tab', 'Space', 'Plus'])

function keyName({ key, code }: KeyPress, modified: boolean): string {
  const place = modified ? (/^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? undefined) : undefined
  if (place !== undefined && !/^[a-z0-9]$/i.test(key)) return place
  if (key === ' ') return 'Space'
  if (key === '+') return 'Plus'
  return key.length === 1 ? key.toUpperCase() : key
}
