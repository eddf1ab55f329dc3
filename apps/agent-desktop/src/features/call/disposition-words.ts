import { defineWords } from '@iris/app-frame'

export const dispositionWords = defineWords('disposition', {
  label: 'What came of it',
  choose: 'Choose…',
  note: 'Note',
  required: 'Wrap-up can be ended once this is chosen.',
})
