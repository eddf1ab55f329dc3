import { defineWords } from '@iris/app-frame'

export const teamsWords = defineWords('admin-teams', {
  title: 'Teams',
  description: 'Agents who are looked after together. An agent is in one team at most.',
  failed: 'The teams could not be loaded',
  empty: {
    title: 'No teams yet',
    text: 'Make one for the agents of a supervisor, to see and manage them together.',
  },
  columns: { name: 'Name', members: 'Agents', count: 'Number' },
  nobody: 'Nobody',
  new: 'New team',
  newTitle: 'New team',
  editTitle: 'Edit {name}',
  name: 'Name',
  members: 'Agents',
  membersHint: 'Whoever is in another team leaves it.',
  noAgents: 'There is nobody whose role may use the phone.',
  inTeam: 'now in {team}',
  create: 'Add team',
  deleteText: 'Its agents are in no team then.',
})
