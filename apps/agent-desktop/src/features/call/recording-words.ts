import { defineWords } from '@iris/app-frame'

export const recordingWords = defineWords('recording', {
  label: 'Recording',
  recording: 'Recording',
  paused: 'Recording paused',
  entering:
    'The caller enters digits: none yet | The caller enters digits: {count} | The caller enters digits: {count}',
  start: 'Record',
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  pauseNamed: 'Pause recording',
  resumeNamed: 'Resume recording',
  stopNamed: 'Stop recording',
  notDone: 'The recording was not changed',
})
