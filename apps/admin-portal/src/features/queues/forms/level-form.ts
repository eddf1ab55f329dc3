import type { Queue } from '@iris/contracts'
import { durationProblem, msOf, typedDuration } from '../../forms/typed-figures.ts'
import { partsWords } from '../parts-words.ts'

export interface LevelForm {
  within: string
  target: string
  short: string
}

const weekMs = 7 * 86_400_000

export const levelPart = {
  formOf: ({ serviceLevel }: Queue): LevelForm => ({
    within: typedDuration(serviceLevel.withinMs),
    target: String(serviceLevel.targetPercent),
    short: typedDuration(serviceLevel.shortAbandonMs),
  }),
  changeOf: ({ within, target, short }: LevelForm) => ({
    serviceLevel: {
      withinMs: msOf(within),
      targetPercent: Number(target),
      shortAbandonMs: msOf(short),
    },
  }),
  checks: {
    within: (typed: string) => durationProblem(typed, 1000, weekMs),
    target: (typed: string) =>
      /^\d{1,3}(\.\d{1,2})?$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= 100
        ? ''
        : partsWords('level.targetWrong'),
    short: (typed: string) => durationProblem(typed, 0, 600_000),
  },
}
