import type { Channel, Queue, QueueRouting, SkillNeed } from '@iris/contracts'
import { durationProblem, figureProblem, msOf, typedDuration } from '../../forms/typed-figures.ts'
import { readDuration } from '@iris/app-frame'
import { partsWords } from '../parts-words.ts'

export interface RoutingForm {
  method: QueueRouting['method']
  channels: readonly Channel[]
  priority: string
  aging: string
  sticky: string
  needs: readonly SkillNeed[]
  relax: readonly StepForm[]
}

/** What is needed after so much waiting. */
export interface StepForm {
  readonly after: string
  readonly needs: readonly SkillNeed[]
}

const mostWaitMs = 86_400_000

export const routingPart = {
  formOf: ({ routing }: Queue): RoutingForm => ({
    method: routing.method,
    channels: routing.channels,
    priority: String(routing.priority),
    aging: String(routing.agingPerMinute),
    sticky: typedDuration(routing.stickyMs),
    needs: routing.needs,
    relax: routing.relax.map(({ afterMs, needs }) => ({ after: typedDuration(afterMs), needs })),
  }),
  changeOf: (form: RoutingForm) => ({
    routing: {
      method: form.method,
      channels: [...form.channels],
      priority: Number(form.priority),
      agingPerMinute: Number(form.aging),
      stickyMs: msOf(form.sticky),
      needs: [...form.needs],
      relax: form.relax.map(({ after, needs }) => ({ afterMs: msOf(after), needs: [...needs] })),
    },
  }),
  checks: {
    channels: (chosen: readonly Channel[]) =>
      chosen.length === 0 ? partsWords('routing.channelMissing') : '',
    priority: (typed: string) => figureProblem(typed, 0, 100),
    aging: (typed: string) =>
      /^\d{1,3}(\.\d{1,3})?$/.test(typed.trim()) && Number(typed) <= 100
        ? ''
        : partsWords('routing.agingWrong'),
    sticky: (typed: string) => durationProblem(typed, 0, 600_000),
    relax: (steps: readonly StepForm[]) =>
      areInOrder(steps) ? '' : partsWords('routing.stepsWrong'),
  },
}

function areInOrder(steps: readonly StepForm[]): boolean {
  const times = steps.map(({ after }) => readDuration(after) ?? 0)
  return times.every(
    (ms, index) => ms >= Math.max(1000, (times[index - 1] ?? 0) + 1) && ms <= mostWaitMs,
  )
}

/** The next step: a minute after the last, with one skill less. */
export function nextStep({ needs, relax }: Pick<RoutingForm, 'needs' | 'relax'>): StepForm {
  const last = relax.at(-1)
  const afterMs = (last ? (readDuration(last.after) ?? 0) : 0) + 60_000
  return { after: typedDuration(afterMs), needs: (last?.needs ?? needs).slice(0, -1) }
}
