import { TimeZone } from '@iris/contracts'
import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import { defineKind, type Exit } from '../kind.ts'
import { Template, VariableName } from '../settings.ts'

const exits: readonly Exit[] = [
  { id: 'next', title: 'what comes next' },
  { id: 'guard', title: 'when the flow goes round too often', optional: true },
]

export const start = defineKind({
  kind: 'start',
  group: 'control',
  title: 'Start',
  summary: 'Where the flow begins.',
  icon: 'play',
  docs: `Every flow has one. A call, the API or another flow begins here.

- **next**: what comes first.
- **guard**: where a run goes that has passed 10,000 blocks. Unwired, such a run ends.`,
  needs: 'nothing',
  waits: 'never',
  settings: z.object({
    /** Of `{{ time }}`. */
    timeZone: TimeZone.default('UTC'),
    /** What whoever begins the flow may give it, and what it has otherwise. */
    parameters: z
      .array(z.object({ variable: VariableName, value: Template }))
      .max(50)
      .default([]),
  }),
  fresh: { timeZone: 'UTC', parameters: [] },
  form: [
    {
      key: 'timeZone',
      type: 'time_zone',
      label: 'Time zone',
      help: 'What {{ time.hour }} and its like are told in.',
    },
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
