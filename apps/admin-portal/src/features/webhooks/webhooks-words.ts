import { defineWords } from '@iris/app-frame'

export const webhooksWords = defineWords('admin-webhooks', {
  title: 'Webhooks',
  description: 'Servers of yours that are asked what to do with calls, or told of them.',
  secret: {
    title: 'Signing secret',
    text: 'Every message to a server of yours is signed as Standard Webhooks has it, so that it can tell ours from others.',
    failed: 'The secret could not be looked up',
    none: 'None was made yet.',
    madeAt: 'The secret of now was made',
    shownOnce: 'A secret is shown once, when it is made. One that nobody has kept is replaced.',
    previousUntil: 'Messages are signed with the one before, too, until',
    make: 'Make a secret',
    rotate: 'Make a new secret',
  },
  dialog: {
    title: 'Make a new secret?',
    firstTitle: 'Make a secret?',
    text: 'Messages are signed with it at once. It is shown once: keep it where your servers find it.',
    endPrevious: 'End the one before now',
    endPreviousHint:
      'For one that has become known. Servers that have only that one refuse our messages from now on; otherwise they have a day.',
    make: 'Make it',
    failed: 'No secret was made',
    shownTitle: 'Your new secret',
    shownText: 'Keep it now: it cannot be shown again.',
    secret: 'Secret',
    copy: 'Copy',
    copied: 'It is copied.',
    marked: 'It is marked: copy it with your keyboard.',
    done: 'I have kept it',
  },
  addresses: {
    title: 'Who is asked and told',
    text: 'By calls to your numbers. Which address a number has is chosen on the page Numbers.',
    list: 'Addresses',
    columns: { number: 'Number', use: 'What for', url: 'Address' },
    uses: {
      answer: 'Says what to do',
      fallback: 'Says so where the first does not',
      status: 'Is told of calls',
    },
    empty: 'No number has an address',
    emptyText: 'Give a number a webhook, and a server of yours says what its calls do.',
    failed: 'The numbers could not be loaded',
  },
})
