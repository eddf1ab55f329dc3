import { TimeZone } from '@iris/contracts'
import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import { defineKind, type Exit } from '../kind.ts'
import { Template, VariableName } from '../settings.ts'
import { scheduleForm, ScheduledDays } from './schedule-settings.ts'

const exits: readonly Exit[] = [
  { id: 'next', title: 'what comes next' },
  { id: 'guard', title: 'when the flow goes round too often', optional: true },
]

export const StartSettings = z.object({
  /** Of `{{ time }}`. */
  timeZone: TimeZone.default('UTC'),
  schedule: z.enum(['none', 'every', 'at']).default('none'),
  everyMinutes: z.number().int().min(1).max(10_080).default(60),
  times: z
    .array(
      z.object({
        days: ScheduledDays,
        at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as 09:30.'),
      }),
    )
    .max(50)
    .default([]),
  /** What whoever begins the flow may give it, and what it has otherwise. */
  parameters: z
    .array(z.object({ variable: VariableName, value: Template }))
    .max(50)
    .default([]),
})

export const start = defineKind({
  kind: 'start',
  group: 'control',
  title: 'Start',
  summary: 'Where the flow begins.',
  icon: 'play',
  docs: `Every flow has one. A call, the API, a schedule or another flow begins here.

With a schedule, the published flow begins by itself, without a call: at times of its time zone, or every so many minutes. Blocks that need a caller are left by **error** then.

- **next**: what comes first.
- **guard**: where a run goes that has passed 10,000 blocks. Unwired, such a run ends.`,
  needs: 'nothing',
  waits: 'never',
  settings: StartSettings,
  fresh: { timeZone: 'UTC', schedule: 'none', everyMinutes: 60, times: [], parameters: [] },
  form: [
    {
      key: 'timeZone',
      type: 'time_zone',
      label: 'Time zone',
      help: 'What {{ time.hour }} and its like are told in.',
    },
    ...scheduleForm,
    {
      key: 'parameters',
      type: 'list',
      label: 'Parameters',
      help: 'What another flow or the API can give to this one, with what they are otherwise.',
      item: [
        { key: 'variable', type: 'variable', label: 'Name' },
        { key: 'value', type: 'template', label: 'Otherwise' },
      ],
      fresh: { variable: '', value: '' },
      min: 0,
      max: 50,
      addLabel: 'Add a parameter',
    },
  ],
  exits: () => exits,
  check: ({ schedule, times }) =>
    schedule === 'at' && times.length === 0
      ? [{ severity: 'error', setting: '/times', message: 'has no time to begin at.' }]
      : [],
  enter: ({ parameters }, { values }) => ({
    kind: 'leave',
    exit: 'next',
    set: Object.fromEntries(
      parameters
        .filter(({ variable }) => !Object.hasOwn(values, variable))
        .map(({ variable, value }) => [variable, fillIn(value, values)]),
    ),
  }),
})
