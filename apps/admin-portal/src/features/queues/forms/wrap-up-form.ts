import type { ContactResult, Disposition, Queue, WrapUpMode } from '@iris/contracts'
import { readDuration } from '@iris/app-frame'
import { durationProblem, msOf, typedDuration } from '../../forms/typed-figures.ts'
import { partsWords } from '../parts-words.ts'

export interface WrapUpForm {
  mode: WrapUpMode
  time: string
  required: boolean
  dispositions: readonly Disposition[]
}

/** What can be chosen itself: one without others below it. */
export type Choice = Pick<Disposition, 'id' | 'name' | 'result'>

/** Whether there is after-call work: where there is none, nothing that is chosen in it can be required. */
export function leavesTime({ mode, time }: Pick<WrapUpForm, 'mode' | 'time'>): boolean {
  return mode === 'mandatory' || (mode !== 'off' && readDuration(time) !== 0)
}

export const wrapUpPart = {
  formOf: ({ wrapUp, wrapUpMs }: Queue): WrapUpForm => ({
    mode: wrapUp.mode,
    time: typedDuration(wrapUpMs),
    required: wrapUp.dispositionRequired,
    dispositions: wrapUp.dispositions,
  }),
  changeOf: ({ mode, time, required, dispositions }: WrapUpForm) => ({
    wrapUpMs: msOf(time),
    wrapUp: {
      mode,
      dispositions: [...dispositions],
      dispositionRequired: required && dispositions.length > 0 && leavesTime({ mode, time }),
    },
  }),
  checks: {
    time: (typed: string) => durationProblem(typed, 0, 600_000),
    dispositions: (tree: readonly Disposition[]) =>
      tree.flatMap((each) => [each, ...each.children]).some(({ name }) => name.trim() === '')
        ? partsWords('wrapUp.nameMissing')
        : '',
  },
}

/** A new one at the end of some, without a name. */
export function freshChoice(result: ContactResult = 'resolved'): Choice {
  return { id: crypto.randomUUID(), name: '', result }
}
