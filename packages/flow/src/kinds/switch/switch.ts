import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import { caseExit } from '../branch/branch.ts'
import { defineKind, type Exit, itemsOf, textOf } from '../kind.ts'
import { Template } from '../settings.ts'

const otherwise: Exit = { id: 'otherwise', title: 'when it is another' }

export const switchKind = defineKind({
  kind: 'switch',
  group: 'control',
  title: 'Switch',
  summary: 'Goes on by what a value is.',
  icon: 'git-fork',
  docs: `Compares one value with several; white space at the ends and the size of letters do not count.

- **one exit for each**
- **otherwise**: it is none of them.`,
  needs: 'nothing',
  waits: 'never',
  settings: z.object({
    value: Template,
    cases: z
      .array(z.object({ is: z.string().trim().max(200) }))
      .min(1, 'Write at least one case.')
      .max(50),
  }),
  fresh: { value: '{{ caller.number }}', cases: [{ is: '' }] },
  form: [
    { key: 'value', type: 'template', label: 'Value' },
    {
      key: 'cases',
      type: 'list',
      label: 'Cases',
      item: [{ key: 'is', type: 'text', label: 'Is' }],
      fresh: { is: '' },
      min: 1,
      max: 50,
      addLabel: 'Add a case',
    },
  ],
  exits: (settings) => [
    ...itemsOf(settings, 'cases').map((one, index) => ({
      id: caseExit(index),
      title: textOf(one, 'is') || `case ${index + 1}`,
    })),
    otherwise,
  ],
  check: ({ cases }) =>
    cases.flatMap(({ is }, index) =>
      cases.findIndex((other) => plain(other.is) === plain(is)) === index
        ? []
        : [
            {
              severity: 'error',
              setting: `/cases/${index}/is`,
              message: `has the case “${is}” more than once.`,
            },
          ],
    ),
  enter: ({ value, cases }, { values }) => {
    const found = plain(fillIn(value, values))
    const index = cases.findIndex(({ is }) => plain(is) === found)
    return { kind: 'leave', exit: index < 0 ? 'otherwise' : caseExit(index) }
  },
})

function plain(text: string): string {
  return text.trim().toLowerCase()
}
