import { defineWords } from '@iris/app-frame'

export const agentsWords = defineWords('agents', {
  title: 'Agents',
  description: 'What everybody is doing now.',
  list: 'Agents',
  failed: 'The agents could not be loaded',
  empty: { title: 'No agents yet', text: 'People with a role that may use the phone appear here.' },
  columns: { name: 'Name', state: 'State', since: 'For', next: 'Next' },
})
