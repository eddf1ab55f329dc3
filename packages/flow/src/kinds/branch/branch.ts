import { z } from 'zod'
import { fillIn, isTrue } from '../../expressions/index.ts'
import type { Values } from '../../expressions/values.ts'
import { defineKind, type Exit, itemsOf, type Move, textOf } from '../kind.ts'
import { Expression, Template } from '../settings.ts'
import { Comparison, holds } from './comparison.ts'

const Title = z.string().max(80).optional()

const Case = z.union(
  [
    z.object({ title: Title, when: Expression }),
    z.object({ title: Title, left: Template, is: Comparison, right: Template.default('') }),
  ],
  'Compare two things, or write an expression that is true or false.',
)
type Case = z.infer<typeof Case>

const lastExits: readonly Exit[] = [
  { id: 'otherwise', title: 'when no case holds' },
  { id: 'error', title: 'when a case cannot be told', optional: true },
]

export const branch = defineKind({
  kind: 'branch',
  group: 'control',
  title: 'Branch',
  summary: 'Goes on by the first rule that holds.',
  icon: 'split',
  docs: `The cases are tried in order. Each compares two texts, or is an expression that is true or false.

- **one exit for each case**
- **otherwise**: none holds.
- **error**: an expression has no value, or is neither true nor false. Unwired, the call ends there.`,
  needs: 'nothing',
  waits: 'never',
  settings: z.object({ cases: z.array(Case).min(1, 'Write at least one case.').max(20) }),
  fresh: { cases: [{ left: '', is: 'equals', right: '' }] },
  form: [
    {
      key: 'cases',
      type: 'list',
      label: 'Cases',
      item: [
        { key: 'title', type: 'text', label: 'Title' },
        {
          key: 'when',
          type: 'expression',
          label: 'Expression',
          help: 'Left empty, the values below are compared.',
          placeholder: 'queue.waiting > 5',
        },
        { key: 'left', type: 'template', label: 'Value', unless: 'when' },
        {
          key: 'is',
          type: 'choice',
          label: 'Comparison',
          unless: 'when',
          options: [
            { value: 'equals', label: 'is' },
            { value: 'not_equals', label: 'is not' },
            { value: 'contains', label: 'contains' },
            { value: 'starts_with', label: 'starts with' },
            { value: 'greater', label: 'is greater than' },
            { value: 'less', label: 'is less than' },
            { value: 'is_empty', label: 'is empty' },
          ],
        },
        {
          key: 'right',
          type: 'template',
          label: 'Other value',
          unless: 'when',
          when: { key: 'is', is: Comparison.options.filter((one) => one !== 'is_empty') },
        },
      ],
      fresh: { left: '', is: 'equals', right: '' },
      min: 1,
      max: 20,
      addLabel: 'Add a case',
    },
  ],
  exits: (settings) => [
    ...itemsOf(settings, 'cases').map((one, index) => ({
      id: caseExit(index),
      title: textOf(one, 'title') || `case ${index + 1}`,
    })),
    ...lastExits,
  ],
  enter: ({ cases }, { values }) => choose(cases, values),
})

/** The exit of a case, by its place from 0: `case_1` … */
export function caseExit(index: number): string {
  return `case_${index + 1}`
}

function choose(cases: readonly Case[], values: Values): Move {
  for (const [index, one] of cases.entries()) {
    if ('when' in one) {
      const result = isTrue(one.when, values)
      if (result.kind === 'failed') return { kind: 'fail', reason: result.reason }
      if (result.value) return { kind: 'leave', exit: caseExit(index) }
    } else if (holds(fillIn(one.left, values), one.is, fillIn(one.right, values))) {
      return { kind: 'leave', exit: caseExit(index) }
    }
  }
  return { kind: 'leave', exit: 'otherwise' }
}
