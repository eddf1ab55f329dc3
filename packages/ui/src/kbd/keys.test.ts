import { describe, expect, test } from 'vitest'
import { showKeys } from './keys.ts'

describe('keys', () => {
  test('are shown as each platform prints them', () => {
    expect(showKeys('Ctrl+Shift+A', 'other')).toEqual(['Ctrl', 'Shift', 'A'])
    expect(showKeys('Ctrl+Alt+Shift+A', 'mac')).toEqual(['⌘', '⌥', '⇧', 'A'])
    expect(showKeys('Alt+ArrowDown', 'mac')).toEqual(['⌥', '↓'])
    expect(showKeys('Ctrl+Plus', 'other')).toEqual(['Ctrl', '+'])
    expect(showKeys('Escape', 'other')).toEqual(['Esc'])
  })
})
