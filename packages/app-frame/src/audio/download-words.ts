import { defineWords } from '../words/define-words.ts'

export const downloadWords = defineWords('audio-download', {
  open: 'Download',
  formats: {
    wav: 'WAV, as it was recorded',
    opus: 'Opus, a fifth of the size',
  },
})
