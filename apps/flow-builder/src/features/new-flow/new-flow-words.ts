import { defineWords } from '@iris/app-frame'

export const newFlowWords = defineWords('new-flow', {
  open: 'New flow',
  title: 'New flow',
  description: 'It is a draft at first: no call comes to it until you publish it.',
  name: 'Name',
  nameMissing: 'Give the flow a name.',
  beginWith: 'Begin with',
  empty: { title: 'Empty', summary: 'Nothing but the start: draw it as you like.' },
  blocks: '{count} block | {count} blocks',
  cancel: 'Cancel',
  create: 'Make the flow',
  created: '“{name}” is made',
})
