import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import type { Value, Values } from '../../expressions/values.ts'
import { defineKind, justNext } from '../kind.ts'
import { Template, VariableName } from '../settings.ts'

export const set = defineKind({
  kind: 'set',
  group: 'control',
  title: 'Set',
  summary: 'Gives variables a text.',
  icon: 'variable',
  docs: `Each variable becomes its text, with every \`{{ expression }}\` replaced. They are worked out in order, so each may use those before it. For numbers and lists, use **Calculate**.`,
  needs: 'nothing',
  waits: 'never',
  settings: z.object({
    assign: z
      .array(z.object({ variable: VariableName, value: Template }))
      .min(1, 'Set at least one variable.')
      .max(50),
  }),
  fresh: { assign: [{ variable: 'name', value: '' }] },
  form: [
    {
      key: 'assign',
      type: 'list',
      label: 'Variables',
      item: [
        { key: 'variable', type: 'variable', label: 'Name' },
        { key: 'value', type: 'template', label: 'Text' },
      ],
      fresh: { variable: '', value: '' },
      min: 1,
      max: 50,
      addLabel: 'Add a variable',
    },
  ],
  exits: justNext,
  enter: ({ assign }, run) => {
    const values: Record<string, Value> = { ...run.values }
    const changed: Record<string, Value> = {}
    for (const { variable, value } of assign) {
      changed[variable] = fillIn(value, values)
      values[variable] = changed[variable]
    }
    return { kind: 'leave', exit: 'next', set: changed satisfies Values }
  },
})
