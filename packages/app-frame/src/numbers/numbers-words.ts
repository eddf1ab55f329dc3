import { defineWords } from '../words/define-words.ts'

export const numbersWords = defineWords('numbers', {
  title: 'Numbers',
  description: 'The numbers people call, and the flow that answers each.',
  list: 'Numbers',
  failed: 'The numbers could not be loaded',
  empty: { title: 'No numbers yet', text: 'Numbers of your centre appear here.' },
  columns: { number: 'Number', label: 'Label', flow: 'Answered by', since: 'Since' },
  noFlow: 'Not in service',
  unknownFlow: 'A flow',
})
