import { defineWords } from '@iris/app-frame'

export const callbacksWords = defineWords('my-callbacks', {
  title: 'Your callbacks',
  due: 'Due now',
  attempts: 'attempt {made} of {most}',
  failed: 'Your callbacks could not be loaded',
})
