import { defineWords } from '@iris/app-frame'

export const messageWords = defineWords('voicemail-messages', {
  description: 'Messages left for you and your queues, newest first.',
  list: 'Messages',
  failed: 'The messages could not be loaded',
  empty: {
    title: 'No messages',
    text: 'What callers leave in your voicemail boxes appears here.',
  },
  new: 'New',
  transcript: {
    waiting: 'What was said is being written down …',
    ready: 'Nothing was understood.',
    failed: 'What was said could not be written down.',
  },
  inBox: 'in {box}',
  markHeard: 'Mark as heard',
  markNew: 'Mark as new',
  delete: 'Delete',
  deleteNamed: 'Delete the message from {caller}',
  deleteTitle: 'Delete the message from {caller}?',
  deleteDescription: 'It is gone for everybody who could hear it.',
  deleteConfirm: 'Delete the message',
  notDone: 'The message was not changed',
})
