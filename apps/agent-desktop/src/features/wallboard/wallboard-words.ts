import { defineWords } from '@iris/app-frame'

export const wallboardWords = defineWords('wallboard', {
  title: 'Wallboard',
  failed: 'The wallboard could not be loaded',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  choose: 'Queues',
  all: 'Every queue',
  none: { title: 'No queues yet', text: 'Once there are queues, their figures stand here.' },
  figures: {
    waiting: 'Waiting',
    longest: 'Longest wait',
    level: 'Service level',
    levelTarget: 'Target {target}',
    agents: 'Agents',
    agentsText: '{available} free · {busy} busy · {notReady} away',
    abandoned: 'Abandoned',
    abandonedText: '{abandoned} of {offered}',
    speed: 'Speed of answer',
    interval: 'since {time}',
  },
  columns: {
    queue: 'Queue',
    waiting: 'Waiting',
    longest: 'Longest',
    level: 'Service level',
    abandoned: 'Abandoned',
    agents: 'Free',
  },
  closed: 'Closed',
  formula:
    'Service level: answered in time ÷ (answered + abandoned after that time). Who hangs up at once is left out.',
  stale: 'No connection. Figures of {time}.',
})
