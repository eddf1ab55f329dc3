import { agentsWords } from './agents-words.ts'

/** The ranks to choose from, 1 to 9. */
export function rankOptions() {
  return Array.from({ length: 9 }, (_, index) => ({
    value: index + 1,
    label:
      index === 0 ? agentsWords('form.rankFirst') : agentsWords('form.rank', { rank: index + 1 }),
  }))
}
