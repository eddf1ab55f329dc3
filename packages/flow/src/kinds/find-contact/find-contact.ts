import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import { defineKind, errorExit, type Exit } from '../kind.ts'
import { Template } from '../settings.ts'
import { contactValues } from './found-contact.ts'

const exits: readonly Exit[] = [
  { id: 'found', title: 'when there is one' },
  { id: 'not_found', title: 'when there is none' },
  errorExit,
]

export const findContact = defineKind({
  kind: 'find_contact',
  group: 'data',
  title: 'Find customer',
  summary: 'Looks whether somebody is known.',
  icon: 'user-round-search',
  docs: `Looks among the customers of the centre for a number in international form, or a mail address. \`{{ contact.name }}\`, \`{{ contact.language }}\` and so on are whom it found; what else is kept of them is in \`{{ contact.fields }}\`.

- **found**: there is one.
- **not found**: there is none, or it is no number and no address.
- **error**: the customers could not be asked.`,
  needs: 'nothing',
  waits: 'outside',
  settings: z.object({
    by: z.enum(['number', 'email']).default('number'),
    value: Template.min(1, 'Write whom to look for.'),
  }),
  fresh: { by: 'number', value: '{{ caller.number }}' },
  form: [
    {
      key: 'by',
      type: 'choice',
      label: 'By',
      options: [
        { value: 'number', label: 'Telephone number' },
        { value: 'email', label: 'Mail address' },
      ],
    },
    { key: 'value', type: 'template', label: 'Number or address' },
  ],
  exits: () => exits,
  enter: ({ by, value }, { values }) => {
    const wanted = fillIn(value, values).trim()
    return {
      kind: 'wait',
      command: {
        kind: 'find_contact',
        by: by === 'number' ? { number: wanted } : { email: wanted },
      },
    }
  },
  resume: (_settings, _run, event) => {
    if (event.kind === 'failed') return { kind: 'fail', reason: event.reason }
    if (event.kind === 'no_contact') return { kind: 'leave', exit: 'not_found' }
    if (event.kind !== 'contact') return { kind: 'ignore' }
    return { kind: 'leave', exit: 'found', give: contactValues(event.contact) }
  },
})
