import type { Queue, RecordingRule } from '@iris/contracts'
import { durationProblem, msOf, typedDuration } from '../../forms/typed-figures.ts'
import { nameProblem } from '../../forms/use-name-form.ts'

export interface GeneralForm {
  name: string
  ring: string
  record: RecordingRule
  /** 0 stands for what the centre's policy says. */
  days: number
  music: readonly string[]
}

export const generalPart = {
  formOf: (queue: Queue): GeneralForm => ({
    name: queue.name,
    ring: typedDuration(queue.ringTimeoutMs),
    record: queue.record,
    days: queue.recordingRetentionDays ?? 0,
    music: queue.music,
  }),
  changeOf: ({ name, ring, record, days, music }: GeneralForm) => ({
    name: name.trim(),
    ringTimeoutMs: msOf(ring),
    record,
    recordingRetentionDays: days === 0 ? null : days,
    music: [...music],
  }),
  checks: {
    name: nameProblem,
    ring: (typed: string) => durationProblem(typed, 3000, 120_000),
  },
}
