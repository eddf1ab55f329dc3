import type { MenuSettings } from './menu-settings.ts'

type Choices = MenuSettings['choices']

const usualLanguage = 'en-US'
/** As many as recognisers take. */
export const mostHints = 50

/** What a menu listens for: nothing, where no option has words. */
export function speechOf({
  choices,
  language = usualLanguage,
}: Pick<MenuSettings, 'choices' | 'language'>) {
  const hints = [...new Set(choices.flatMap(({ words = [] }) => words))].slice(0, mostHints)
  return hints.length === 0 ? {} : { speech: { language, hints } }
}

/**
 * The key of the option that was said: the one that has words among the text's. A word that is part of a longer one that
 * was said, of whichever option, does not count. `undefined` where that leaves none, or two.
 */
export function choiceSaid(choices: Choices, text: string): string | undefined {
  const said = padded(text)
  const found = choices
    .flatMap(({ key, words = [] }) => words.map((word) => ({ key, word: padded(word) })))
    .filter(({ word }) => word.trim() !== '' && said.includes(word))
  const whole = found.filter(({ word }) =>
    found.every((other) => other.word === word || !other.word.includes(word)),
  )
  const [key, ...more] = new Set(whole.map(({ key }) => key))
  return more.length === 0 ? key : undefined
}

function padded(text: string): string {
  return ` ${plainWords(text)} `
}

/** Words as recognisers write them or not: small letters without punctuation. */
export function plainWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}
