import { FlowEventName } from '@iris/contracts'
import { z } from 'zod'
import { evaluate } from '../../expressions/index.ts'
import type { Value } from '../../expressions/values.ts'
import { defineKind, nextOrError, onDone } from '../kind.ts'
import { Expression } from '../settings.ts'

export const emitEvent = defineKind({
  kind: 'emit_event',
  group: 'data',
  title: 'Event',
  summary: 'Tells other software that something happened.',
  icon: 'megaphone',
  docs: `Emits \`flow.event_emitted\` with a name and a payload, for whoever listens to the events of the centre.

- **next**: it is told.
- **error**: a value is none, or the payload is larger than 16 KiB.`,
  needs: 'nothing',
  waits: 'outside',
  settings: z.object({
    name: FlowEventName,
    payload: z
      .array(
        z.object({
          name: z
            .string()
            .regex(/^[A-Za-z_][A-Za-z0-9_]{0,39}$/, 'Letters, digits and _; at most 40.'),
          expression: Expression,
        }),
      )
      .max(50)
      .default([]),
  }),
  fresh: { name: '', payload: [] },
  form: [
    { key: 'name', type: 'text', label: 'Name', placeholder: 'order.placed' },
    {
      key: 'payload',
      type: 'list',
      label: 'Payload',
      item: [
        { key: 'name', type: 'text', label: 'Name' },
        { key: 'expression', type: 'expression', label: 'Value', placeholder: 'caller.number' },
      ],
      fresh: { name: '', expression: '' },
      min: 0,
      max: 50,
      addLabel: 'Add a value',
    },
  ],
  exits: nextOrError,
  enter: ({ name, payload }, { values }) => {
    const told: [string, Value][] = []
    for (const { name: key, expression } of payload) {
      const result = evaluate(expression, values)
      if (result.kind === 'failed') return { kind: 'fail', reason: `${key}: ${result.reason}` }
      told.push([key, result.value])
    }
    return {
      kind: 'wait',
      command: { kind: 'emit_event', name, payload: Object.fromEntries(told) },
    }
  },
  resume: onDone('emit_event'),
})
