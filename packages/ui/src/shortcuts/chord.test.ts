import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KeyPress } from './chord.ts'
import { canonicalKeys, isKeptByBrowsers, isTypable, pressedKeys } from './chord.ts'

function press(key: string, code: string, ...held: string[]): KeyPress {
  return {
    key,
    code,
    ctrlKey: held.includes('Ctrl'),
    metaKey: held.includes('Meta'),
    altKey: held.includes('Alt'),
    shiftKey: held.includes('Shift'),
  }
}

describe('pressed keys', () => {
  test.each([
    ['a letter, whatever its case', press('a', 'KeyA'), 'A'],
    ['a letter with modifiers', press('A', 'KeyA', 'Ctrl', 'Shift'), 'Ctrl+Shift+A'],
    ['a sign that needs Shift to be typed', press('?', 'Slash', 'Shift'), '?'],
    ['the arrow keys', press('ArrowDown', 'ArrowDown', 'Alt'), 'Alt+ArrowDown'],
    ['the space bar', press(' ', 'Space'), 'Space'],
    ['plus, which parts the others', press('+', 'Equal', 'Ctrl', 'Shift'), 'Ctrl+Shift+Plus'],
    ['a letter of another script by its place', press('ф', 'KeyA', 'Ctrl'), 'Ctrl+A'],
    ['a French A by what it says', press('a', 'KeyQ', 'Ctrl'), 'Ctrl+A'],
    [
      'a digit that Shift turned into a sign',
      press('!', 'Digit1', 'Ctrl', 'Shift'),
      'Ctrl+Shift+1',
    ],
  ])('read %s', (_, keys, expected) => {
    expect(pressedKeys(keys, 'other')).toBe(expected)
  })

  test('take ⌘ for Ctrl on a Mac, and read ⌥J off its place', () => {
    expect(pressedKeys(press('k', 'KeyK', 'Meta'), 'mac')).toBe('Ctrl+K')
    expect(pressedKeys(press('∆', 'KeyJ', 'Alt'), 'mac')).toBe('Alt+J')
    expect(pressedKeys(press('k', 'KeyK', 'Meta'), 'other')).toBe('K')
  })

  test('are none while only modifiers are down', () => {
    expect(pressedKeys(press('Shift', 'ShiftLeft', 'Shift'), 'other')).toBeUndefined()
  })

  test('are already written in the one way', () => {
    const held = fc.subarray(['Ctrl', 'Alt', 'Shift'])
    const keys = fc.constantFrom('a', 'Z', '7', '?', 'Enter', 'F2', ' ', '+')
    fc.assert(
      fc.property(keys, held, (key, modifiers) => {
        const pressed = pressedKeys(press(key, '', ...modifiers), 'other')!
        expect(canonicalKeys(pressed)).toBe(pressed)
      }),
    )
  })
})

describe('a written combination', () => {
  test('means the same in any order of its modifiers', () => {
    expect(canonicalKeys('Shift+Ctrl+a')).toBe('Ctrl+Shift+A')
  })

  test('types a sign unless Ctrl or Alt are in it', () => {
    expect(['?', 'J', 'Shift+J', 'Enter', 'Space'].every(isTypable)).toBe(true)
    expect(['Ctrl+K', 'Alt+J', 'F2', 'Escape', 'ArrowUp'].some(isTypable)).toBe(false)
  })

  test('may belong to the browser', () => {
    expect(isKeptByBrowsers('Shift+Ctrl+t')).toBe(true)
    expect(isKeptByBrowsers('Ctrl+Shift+A')).toBe(false)
  })
})
