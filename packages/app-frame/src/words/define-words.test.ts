import { describe, expect, expectTypeOf, test } from 'vitest'
import { computed, effectScope } from 'vue'
import { defineWords, translateWords } from './define-words.ts'
import { addTexts, setLocale } from './engine.ts'
import type { GapNames, MessageKey } from './message-tree.ts'

const words = defineWords('test-words', {
  title: 'Calls',
  state: { waiting: '{count} waits | {count} wait', hello: 'Hello {name}' },
})

describe('words', () => {
  test('are said by their path', () => {
    expect(words('title')).toBe('Calls')
    expect(words('state.waiting', { count: 1 })).toBe('1 waits')
    expect(words('state.waiting', { count: 3 })).toBe('3 wait')
  })

  test('are said anew when the language changes, and in English where there is no translation', () => {
    const german = translateWords(words, {
      title: 'Anrufe',
      state: { waiting: '{count} wartet | {count} warten', hello: 'Hallo {name}' },
    })
    addTexts('de', german.namespace, { title: german.texts['title'] ?? '' })
    const scope = effectScope()
    const shown = scope.run(() =>
      computed(() => `${words('title')}, ${words('state.hello', { name: 'Ada' })}`),
    )
    expect(shown?.value).toBe('Calls, Hello Ada')
    setLocale('de')
    expect(shown?.value).toBe('Anrufe, Hello Ada')
    setLocale('en')
    scope.stop()
  })

  test('know their keys and gaps at compile time', () => {
    expectTypeOf<MessageKey<{ a: 'x'; b: { c: 'y' } }>>().toEqualTypeOf<'a' | 'b.c'>()
    expectTypeOf<GapNames<"{a} of {b} {'@'}">>().toEqualTypeOf<'a' | 'b'>()
    // @ts-expect-error a key that is not there
    expect(words('nothing')).toBe('test-words.nothing')
    // @ts-expect-error a gap that is left out
    expect(words('state.hello')).toBe('Hello ')
  })
})
