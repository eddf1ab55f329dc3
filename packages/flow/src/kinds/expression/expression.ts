import { z } from 'zod'
import { evaluate } from '../../expressions/index.ts'
import type { Value } from '../../expressions/values.ts'
import { defineKind, nextOrError } from '../kind.ts'
import { Expression, VariableName } from '../settings.ts'

export const expression = defineKind({
  kind: 'expression',
  group: 'data',
  title: 'Calculate',
  summary: 'Gives variables the value of an expression.',
  icon: 'calculator',
  docs: `Each variable becomes the value of its expression: a number, a text, yes or no, a list or a map. They are worked out in order.

- **next**
- **error**: an expression has no value; \`{{ error.reason }}\` says why. Nothing is set then.`,
  needs: 'nothing',
  waits: 'never',
  settings: z.object({
    assign: z
      .array(z.object({ variable: VariableName, expression: Expression }))
      .min(1, 'Set at least one variable.')
      .max(50),
  }),
  fresh: { assign: [{ variable: 'result_1', expression: '' }] },
  form: [
    {
      key: 'assign',
      type: 'list',
      label: 'Variables',
      item: [
        { key: 'variable', type: 'variable', label: 'Name' },
        { key: 'expression', type: 'expression', label: 'Expression', placeholder: 'count + 1' },
      ],
      fresh: { variable: '', expression: '' },
      min: 1,
      max: 50,
      addLabel: 'Add a variable',
    },
  ],
  exits: nextOrError,
  enter: ({ assign }, run) => {
    const changed: Record<string, Value> = {}
    for (const { variable, expression: source } of assign) {
      const result = evaluate(source, { ...run.values, ...changed })
      if (result.kind === 'failed') return { kind: 'fail', reason: result.reason }
      changed[variable] = result.value
    }
    return { kind: 'leave', exit: 'next', set: changed }
  },
})
