import { defineWords } from '@iris/app-frame'

export const callbacksWords = defineWords('my-callbacks', {
  title: 'Your callbacks',
  progress: { due: 'Due now', offered: 'Ringing you', dialling: 'Calling' },
  attempts: 'attempt {made} of {most}',
  failed: 'Your callbacks could not be loaded',
})
