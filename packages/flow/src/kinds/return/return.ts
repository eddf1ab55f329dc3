import { z } from 'zod'
import { evaluate } from '../../expressions/index.ts'
import type { Value } from '../../expressions/values.ts'
import { defineKind } from '../kind.ts'
import { Expression, VariableName } from '../settings.ts'

export const returnKind = defineKind({
  kind: 'return',
  group: 'control',
  title: 'Return',
  summary: 'Goes back to the flow around this one.',
  icon: 'corner-up-left',
  docs: 'Goes on in the flow that led here, with these results. In a flow that nothing led to, it ends the run.',
  needs: 'nothing',
  waits: 'never',
  settings: z.object({
    results: z
      .array(z.object({ name: VariableName, expression: Expression }))
      .max(50)
      .default([]),
  }),
  fresh: { results: [] },
  form: [
    {
      key: 'results',
      type: 'list',
      label: 'Results',
      item: [
        { key: 'name', type: 'variable', label: 'Name' },
        { key: 'expression', type: 'expression', label: 'Value' },
      ],
      fresh: { name: '', expression: '' },
      min: 0,
      max: 50,
      addLabel: 'Add a result',
    },
  ],
  exits: () => [],
  isWayOut: true,
  enter: ({ results }, { values }) => {
    const found: Record<string, Value> = {}
    for (const { name, expression } of results) {
      const result = evaluate(expression, values)
      found[name] = result.kind === 'failed' ? null : result.value
    }
    return { kind: 'return', results: found }
  },
})
