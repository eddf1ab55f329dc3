import { defineWords } from '../words/define-words.ts'

export const audioWords = defineWords('audio', {
  listen: 'Listen',
  player: 'Recording',
  download: 'Download as WAV',
})
