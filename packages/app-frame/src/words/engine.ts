import { createI18n } from 'vue-i18n'
import type { MessageContext } from 'vue-i18n'
import { readText } from './message-format.ts'
import type { MessageTree } from './message-tree.ts'

/** The one vue-i18n of a page. Its locale is reactive: what was said in a template is said anew when it changes. */
const { global } = createI18n<false>({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  // The compiler knows the keys, and a translation may lag behind.
  missingWarn: false,
  fallbackWarn: false,
  messages: {},
})

export const currentLocale = global.locale

export function addTexts(locale: string, namespace: string, texts: MessageTree): void {
  global.mergeLocaleMessage(locale, { [namespace]: readAll(texts, locale) })
}

/** Says a text; `count` among the gaps chooses its plural form. */
export function say(path: string, gaps: Readonly<Record<string, string | number>>): string {
  return global.t(path, gaps)
}

export function setLocale(locale: string): void {
  global.locale.value = locale
}

interface MessageFunctions {
  [key: string]: ((context: MessageContext) => string) | MessageFunctions
}

/**
 * Hands vue-i18n functions in place of texts: its own reader of texts would cost every page 4 kB, and knows the plurals
 * of English only.
 */
function readAll(texts: MessageTree, locale: string): MessageFunctions {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => {
      if (typeof text !== 'string') return [key, readAll(text, locale)]
      const fill = readText(text, locale)
      return [key, ({ values }: MessageContext) => fill(values)]
    }),
  )
}
