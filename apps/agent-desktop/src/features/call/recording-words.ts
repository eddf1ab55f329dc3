import { defineWords } from '@iris/app-frame'

export const recordingWords = defineWords('recording', {
  label: 'Recording',
  recording: 'Recording',
  paused: 'Recording paused',
  start: 'Record',
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  pauseNamed: 'Pause recording',
  resumeNamed: 'Resume recording',
  stopNamed: 'Stop recording',
  notDone: 'The recording was not changed',
})
