import { defineWords } from '@iris/app-frame'

export const skillsWords = defineWords('admin-skills', {
  title: 'Skills',
  description: 'What agents can do better or worse, and queues may need.',
  failed: 'The skills could not be loaded',
  empty: {
    title: 'No skills yet',
    text: 'Add a language or a product, give agents a level of it, and let queues need it.',
  },
  columns: { name: 'Name', agents: 'Agents', neededBy: 'Needed by', since: 'Since' },
  noQueue: 'No queue',
  new: 'New skill',
  newTitle: 'New skill',
  editTitle: 'Rename {name}',
  name: 'Name',
  nameHint: 'Such as “Spanish” or “Billing”.',
  create: 'Add skill',
  rename: 'Rename',
  deleteText: 'No agent has it. | One agent loses it. | {count} agents lose it.',
  needed: '{name} is needed',
  neededText: '{queues}: take it out of what the queue needs first.',
  skill: 'Skill',
  levelOf: 'Level of {name}',
  levels: {
    one: '1: a little',
    two: '2: with some help',
    three: '3: well',
    four: '4: very well',
    five: '5: as nobody else',
  },
  withLevel: '{skill} {level}',
  unknown: 'a deleted skill',
})
