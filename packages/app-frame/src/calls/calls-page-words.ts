import { defineWords } from '../words/define-words.ts'

/** What is said of calls outside their page too: apart from the page's own words, which come with it. */
export const callsPageWords = defineWords('calls-page', {
  title: 'Calls',
  noQueue: 'No queue',
  outbound: 'Outgoing',
})
