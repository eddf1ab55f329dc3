import { afterEach, describe, expect, test, vi } from 'vitest'
import { defineWords, translateWords } from './define-words.ts'
import {
  availableLocales,
  chooseLocale,
  direction,
  offerTranslations,
  speakFirstOf,
} from './locale.ts'

afterEach(() => speakFirstOf(['en']))

describe('the language', () => {
  test('is the first wish there are texts in, by its exact name or its near kin', () => {
    expect(chooseLocale(['fr', 'de-AT', 'en'], ['en', 'de'])).toBe('de')
    expect(chooseLocale(['pt-PT'], ['en', 'pt-BR'])).toBe('pt-BR')
    expect(chooseLocale(['de-AT'], ['de', 'de-AT'])).toBe('de-AT')
  })

  test('is English when nobody wrote texts in any that is wished for', () => {
    expect(chooseLocale(['fr'], ['en', 'de'])).toBe('en')
  })

  test('is added by files alone, which are loaded when it is first wanted', async () => {
    const words = defineWords('locale-test', { hello: 'Hello' })
    const load = vi.fn<() => Promise<unknown>>(async () => ({
      translation: translateWords(words, { hello: 'مرحبا' }),
    }))
    offerTranslations({ './features/x/words.ar.ts': load, './features/x/words.ts': load })
    expect(availableLocales()).toContain('ar')
    expect(load).not.toHaveBeenCalled()
    await speakFirstOf(['ar-EG', 'en'])
    await speakFirstOf(['ar'])
    expect(load).toHaveBeenCalledTimes(1)
    expect(words('hello')).toBe('مرحبا')
    expect([document.documentElement.lang, document.documentElement.dir]).toEqual(['ar', 'rtl'])
    expect(direction.value).toBe('rtl')
  })
})
