import type { SettingProblem } from '../kind.ts'
import type { MenuSettings } from './menu-settings.ts'
import { mostHints, plainWords } from './spoken-choice.ts'

/** Keys and words that stand for more than one option. */
export function problemsOfChoices({ choices }: MenuSettings): SettingProblem[] {
  return [...problemsOfKeys(choices), ...problemsOfWords(choices)]
}

type Choices = MenuSettings['choices']

function problemsOfKeys(choices: Choices): SettingProblem[] {
  const keys = choices.map(({ key }) => key)
  return choices.flatMap(({ key }, index) => {
    if (keys.indexOf(key) === index) return []
    const setting = `/choices/${index}/key`
    return [{ severity: 'error', setting, message: `offers the key ${key} more than once.` }]
  })
}

function problemsOfWords(choices: Choices): SettingProblem[] {
  const said = choices.flatMap(({ words = [] }, index) =>
    words.map((word) => ({ word: plainWords(word), index })),
  )
  const repeated = said.filter(({ word, index }) =>
    said.some((other) => other.word === word && other.index < index),
  )
  const problems = repeated.map(({ word, index }): SettingProblem => {
    const setting = `/choices/${index}/words`
    return { severity: 'error', setting, message: `has the word “${word}” for two options.` }
  })
  if (said.length <= mostHints) return problems
  const message = `has more than ${mostHints} words: the last may not be understood well.`
  return [...problems, { severity: 'warning', setting: '/choices', message }]
}
