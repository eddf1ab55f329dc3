import { z } from 'zod'
import { fillInRequest } from '../../expressions/index.ts'
import { defineKind, nextOrError, onDone } from '../kind.ts'

export const sendMail = defineKind({
  kind: 'send_mail',
  group: 'messaging',
  title: 'Send mail',
  summary: 'Sends a mail of plain text.',
  icon: 'mail',
  docs: `Sends one mail to each address, ten at most. The flow goes on at once: the mail is tried for a week.

- **next**: it is on its way.
- **error**: an address is none, something is empty, or too many mails wait already.`,
  needs: 'nothing',
  waits: 'outside',
  settings: z.object({
    to: z.string().trim().min(1, 'Write a mail address.').max(1000, 'At most 1000 characters.'),
    subject: z.string().trim().min(1, 'Write a subject.').max(200, 'At most 200 characters.'),
    text: z
      .string()
      .trim()
      .min(1, 'Write what the mail says.')
      .max(5000, 'At most 5000 characters.'),
  }),
  fresh: { to: '', subject: '', text: '' },
  form: [
    {
      key: 'to',
      type: 'template',
      label: 'To',
      help: 'Several with commas between them.',
      placeholder: '{{ contact.email }}',
    },
    { key: 'subject', type: 'template', label: 'Subject' },
    { key: 'text', type: 'template', label: 'Text', lines: 8 },
  ],
  exits: nextOrError,
  enter: ({ to, subject, text }, { values }) => ({
    kind: 'wait',
    command: {
      kind: 'send_mail',
      to: addresses(fillInRequest(to, values, { as: 'text', limit: 4000 })),
      subject: fillInRequest(subject, values, { as: 'text', limit: 200 }),
      text: fillInRequest(text, values, { as: 'text', limit: 20_000 }),
    },
  }),
  resume: onDone('send_mail'),
})

function addresses(list: string): string[] {
  return list
    .split(/[,;]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}
