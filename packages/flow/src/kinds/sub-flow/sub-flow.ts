import { z } from 'zod'
import { evaluate } from '../../expressions/index.ts'
import type { Value } from '../../expressions/values.ts'
import { defineKind, nextOrError } from '../kind.ts'
import { Expression, Reference, VariableName } from '../settings.ts'

export const subFlow = defineKind({
  kind: 'sub_flow',
  group: 'control',
  title: 'Flow',
  summary: 'Goes through another flow and comes back.',
  icon: 'workflow',
  docs: `Goes through another flow, and on here when that comes to **Return**. The other flow has variables of its own; give it what it needs as parameters. \`{{ result }}\` is what it returns.

The version is the one that was published when this flow was published.

- **next**: the other flow came back.
- **error**: there is no such flow, or flows lead into each other too deep.`,
  needs: 'nothing',
  // The other flow is not known here: it may well ask something.
  waits: 'caller',
  settings: z.object({
    flow: Reference,
    parameters: z
      .array(z.object({ variable: VariableName, expression: Expression }))
      .max(50)
      .default([]),
  }),
  fresh: { flow: '', parameters: [] },
  form: [
    { key: 'flow', type: 'reference', to: 'flow', label: 'Flow' },
    {
      key: 'parameters',
      type: 'list',
      label: 'Parameters',
      item: [
        { key: 'variable', type: 'variable', label: 'Name' },
        { key: 'expression', type: 'expression', label: 'Value' },
      ],
      fresh: { variable: '', expression: '' },
      min: 0,
      max: 50,
      addLabel: 'Add a parameter',
    },
  ],
  exits: nextOrError,
  enter: ({ flow, parameters }, { values }) => {
    const variables: Record<string, Value> = {}
    for (const { variable, expression } of parameters) {
      const result = evaluate(expression, values)
      if (result.kind === 'failed') return { kind: 'fail', reason: result.reason }
      variables[variable] = result.value
    }
    return { kind: 'enter', flow, variables }
  },
})
