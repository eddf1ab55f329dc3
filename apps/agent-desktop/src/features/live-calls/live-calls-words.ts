import { defineWords } from '@iris/app-frame'

export const liveCallsWords = defineWords('live-calls', {
  title: 'Live calls',
  description: 'Calls that are up now, the longest first. Listen in, help, or end one.',
  list: 'Live calls',
  failed: 'The live calls could not be loaded',
  empty: {
    title: 'No calls now',
    text: 'Calls appear here as they come in, and leave as they end.',
  },
  noAgent: 'No agent yet',
  noAgentThere: 'No agent',
  noQueue: { inbound: 'No queue', outbound: 'Outgoing call' },
  forwarded: 'Given to {number}',
  with: 'with {name}',
  supervise: 'Take part in the call of {caller}',
  modes: { monitor: 'Listen', whisper: 'Whisper', barge: 'Barge in' },
  modeHints: {
    monitor: 'You hear them; nobody hears you',
    whisper: 'Only the agent hears you',
    barge: 'Everybody in the call hears you',
  },
  ringing: 'Your phone is being called…',
  supervisedBy: {
    monitor: '{name} listens',
    whisper: '{name} whispers',
    barge: '{name} takes part',
  },
  stop: 'Stop',
  end: 'End call',
  endTitle: 'End this call?',
  endText: 'The call of {caller} is ended for everybody at once.',
  endNamed: 'End the call of {caller}',
  notDone: 'That could not be done',
})
