/** A combination as it is written in code: modifiers in any order, then one key, `Ctrl+Shift+A`. */
export type Keys = string

export type Platform = 'mac' | 'other'

/** Apple's keyboards say ⌘ where others say Ctrl. */
export function currentPlatform(): Platform {
  return /mac|iphone|ipad|ipod/i.test(navigator.userAgent) ? 'mac' : 'other'
}

const macSigns: Record<string, string> = {
  Ctrl: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Enter: '↩',
  Backspace: '⌫',
  Delete: '⌦',
  Escape: 'esc',
}

const signs: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
  Plus: '+',
  ' ': 'Space',
}

/** A combination key by key, as this platform's keyboard has them printed. */
export function showKeys(keys: Keys, platform: Platform = currentPlatform()): string[] {
  return keys.split('+').map((key) => (platform === 'mac' && macSigns[key]) || (signs[key] ?? key))
}
