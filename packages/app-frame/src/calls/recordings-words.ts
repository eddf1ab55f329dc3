import { defineWords } from '../words/define-words.ts'

export const recordingsWords = defineWords('recordings', {
  title: 'Recordings',
  states: {
    recording: 'Being recorded',
    paused: 'Paused',
    failed: 'Nothing could be recorded',
  },
  hold: 'Legal hold',
  delete: 'Delete',
  deleteTitle: 'Delete this recording?',
  deleteDescription: 'Its audio is gone for good. The call itself stays.',
  deleteConfirm: 'Delete the recording',
  notChanged: 'The recording was not changed',
})
