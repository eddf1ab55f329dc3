import { defineWords } from '@iris/app-frame'

export const soundWords = defineWords('admin-sounds', {
  file: 'Sound file',
  fileHint: 'MP3, M4A, Ogg, FLAC or WAV, up to 5 minutes.',
  missing: 'Choose a file.',
  reading: 'Reading the file…',
  chosen: 'Listen to {name}',
  problems: {
    'too-large': 'The file is larger than 50 MB.',
    unreadable: 'This file cannot be read as sound. MP3, M4A, Ogg, FLAC and WAV can.',
    'too-long': 'It is longer than 5 minutes.',
  },
  play: 'Listen to {name}',
  stop: 'Stop',
  notPlayed: '{name} could not be played',
})
