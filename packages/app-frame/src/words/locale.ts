import { computed, shallowRef } from 'vue'
import { addTexts, currentLocale, setLocale } from './engine.ts'
import type { Translation } from './define-words.ts'

/** What `import.meta.glob('./**\/words.*.ts')` gives: how to load each translation, by its file. */
export type TranslationFiles = Readonly<Record<string, () => Promise<unknown>>>

const rightToLeft: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur'])
const preferred = shallowRef<readonly string[]>(globalThis.navigator?.languages ?? [])
/** The frame's own first. */
const files: TranslationFiles[] = [
  import.meta.glob(['../**/words.*.ts', '../**/*-words.*.ts', '!../**/*.test.ts']),
]
const loaded = new Set(['en'])

/** The reading direction of the page's language. */
export const direction = computed(() =>
  rightToLeft.has(languageOf(currentLocale.value)) ? 'rtl' : 'ltr',
)

/**
 * How dates and figures are written: as the reader's browser is set, as long as that is the same language (English texts
 * with British dates); else as the language of the page does.
 */
export const formatLocale = computed(() => {
  const language = languageOf(currentLocale.value)
  return preferred.value.find((locale) => languageOf(locale) === language) ?? currentLocale.value
})

/** Says where translations are. A language is there when files for it are: `words.de.ts` makes German. */
export function offerTranslations(more: TranslationFiles): void {
  files.push(more)
}

/** The languages there are texts in. */
export function availableLocales(): readonly string[] {
  const found = files.flatMap((some) => Object.keys(some)).flatMap((file) => localeOf(file) ?? [])
  return [...new Set(['en', ...found])]
}

/** Speaks the first of the wished languages that there are texts in; English if there is none. Loads them first. */
export async function speakFirstOf(wishes: readonly string[]): Promise<void> {
  const locale = chooseLocale(wishes, availableLocales())
  if (!loaded.has(locale)) await load(locale)
  setLocale(locale)
  document.documentElement.lang = locale
  document.documentElement.dir = direction.value
}

/** The best of the available languages: the same, else one of the same language (`de` for `de-AT`). */
export function chooseLocale(wishes: readonly string[], available: readonly string[]): string {
  for (const wish of wishes) {
    const exact = available.find((locale) => locale === wish)
    const near = available.find((locale) => languageOf(locale) === languageOf(wish))
    const found = exact ?? near
    if (found !== undefined) return found
  }
  return 'en'
}

async function load(locale: string): Promise<void> {
  const loaders = files.flatMap((some) =>
    Object.entries(some).flatMap(([file, loader]) => (localeOf(file) === locale ? [loader] : [])),
  )
  for (const module of await Promise.all(loaders.map((loader) => loader()))) {
    if (!hasTranslation(module)) continue
    addTexts(locale, module.translation.namespace, module.translation.texts)
  }
  loaded.add(locale)
}

function hasTranslation(module: unknown): module is { translation: Translation } {
  return typeof module === 'object' && module !== null && 'translation' in module
}

function localeOf(file: string): string | undefined {
  return /\.([a-z]{2,3}(?:-[A-Z]{2})?)\.ts$/.exec(file)?.[1]
}

function languageOf(locale: string): string {
  return locale.split('-')[0] ?? locale
}
