import { z } from 'zod'
import { evaluate, fillIn } from '../../expressions/index.ts'
import { isMap, type Value, type Values } from '../../expressions/values.ts'
import { contactValues } from '../find-contact/found-contact.ts'
import { defineKind, nextOrError } from '../kind.ts'
import { Expression, Template } from '../settings.ts'

const Settings = z.object({
  whose: z.enum(['found', 'number']).default('found'),
  number: Template.default(''),
  name: Template.default(''),
  language: Template.default(''),
  fields: z
    .array(
      z.object({
        name: z
          .string()
          .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Small letters, digits and _; at most 40.'),
        expression: Expression,
      }),
    )
    .max(50)
    .default([]),
})
type Settings = z.infer<typeof Settings>

export const updateContact = defineKind({
  kind: 'update_contact',
  group: 'data',
  title: 'Update customer',
  summary: 'Keeps something of somebody who is known.',
  icon: 'user-round-pen',
  docs: `Changes the customer that was found, or the one of a number. What is left empty stays as it is; a field whose value is \`null\` is removed.

- **next**: it is kept, and \`{{ contact }}\` is how it is now.
- **error**: there is no such customer, or something cannot be kept so. \`{{ error.reason }}\` says why.`,
  needs: 'nothing',
  waits: 'outside',
  settings: Settings,
  fresh: { whose: 'found', number: '{{ caller.number }}', name: '', language: '', fields: [] },
  form: [
    {
      key: 'whose',
      type: 'choice',
      label: 'Customer',
      options: [
        { value: 'found', label: 'The one that was found' },
        { value: 'number', label: 'The one of a number' },
      ],
    },
    {
      key: 'number',
      type: 'template',
      label: 'Number',
      when: { key: 'whose', is: ['number'] },
    },
    { key: 'name', type: 'template', label: 'Name' },
    { key: 'language', type: 'template', label: 'Language', placeholder: 'de' },
    {
      key: 'fields',
      type: 'list',
      label: 'Fields',
      item: [
        { key: 'name', type: 'text', label: 'Name' },
        { key: 'expression', type: 'expression', label: 'Value', placeholder: 'true' },
      ],
      fresh: { name: '', expression: '' },
      min: 0,
      max: 50,
      addLabel: 'Add a field',
    },
  ],
  exits: nextOrError,
  check: ({ name, language, fields }) =>
    name === '' && language === '' && fields.length === 0
      ? [{ severity: 'warning', setting: '/fields', message: 'changes nothing.' }]
      : [],
  enter: (settings, { values }) => {
    const by = keyOf(settings, values)
    if (by === undefined) return { kind: 'fail', reason: 'No customer was found before.' }
    const patch = patchOf(settings, values)
    if (typeof patch === 'string') return { kind: 'fail', reason: patch }
    return { kind: 'wait', command: { kind: 'update_contact', by, patch } }
  },
  resume: (_settings, _run, event) => {
    if (event.kind === 'failed') return { kind: 'fail', reason: event.reason }
    if (event.kind === 'no_contact') return { kind: 'fail', reason: 'There is no such customer.' }
    if (event.kind !== 'contact') return { kind: 'ignore' }
    return { kind: 'leave', exit: 'next', give: contactValues(event.contact) }
  },
})

function keyOf({ whose, number }: Settings, values: Values) {
  if (whose === 'number') return { number: fillIn(number, values).trim() }
  const contact = values['contact']
  const id = contact !== undefined && isMap(contact) ? contact['id'] : undefined
  return typeof id === 'string' ? { id } : undefined
}

/** What is to change, or why a value is none. */
function patchOf({ name, language, fields }: Settings, values: Values): Values | string {
  const attributes: [string, Value][] = []
  for (const { name: key, expression } of fields) {
    const result = evaluate(expression, values)
    if (result.kind === 'failed') return `${key}: ${result.reason}`
    attributes.push([key, result.value])
  }
  return {
    ...(name !== '' && { name: fillIn(name, values).trim() }),
    ...(language !== '' && { language: fillIn(language, values).trim() }),
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
  }
}
