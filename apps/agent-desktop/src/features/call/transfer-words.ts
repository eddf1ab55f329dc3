import { defineWords } from '@iris/app-frame'

export const transferWords = defineWords('transfer', {
  open: 'Transfer',
  title: 'Transfer the call',
  description:
    'Transfer gives the caller away at once. Consult lets you speak to a colleague first; the caller hears music.',
  search: 'Find a colleague or a queue',
  agents: 'Colleagues',
  queues: 'Queues',
  nobody: 'Nobody of that name',
  failed: 'Colleagues and queues could not be loaded',
  waiting: 'Nobody waits | {count} waits | {count} wait',
  transfer: 'Transfer',
  consult: 'Consult',
  transferTo: 'Transfer to {name}',
  consultWith: 'Consult {name}',
  notDone: 'That could not be done',
  noAnswer: '{name} did not take the call',
  noAnswerText: 'You are back with the caller.',
  colleague: {
    label: 'Colleague in the call',
    ringing: 'Calling {name}… The caller hears music.',
    aside: 'You talk with {name}. The caller hears music.',
    swapped: 'You talk with the caller. {name} hears music.',
    merged: 'You, {name} and the caller talk together.',
  },
  asked: {
    ringing: '{agent} wants to consult you.',
    aside: 'You talk with {agent}. The caller hears music.',
    swapped: '{agent} talks with the caller; you hear music.',
    merged: 'You, {agent} and the caller talk together.',
  },
  toCaller: 'To the caller',
  toColleague: 'To {name}',
  merge: 'Conference',
  complete: 'Hand over',
  cancel: 'Drop {name}',
  stopCalling: 'Stop calling',
  leave: 'Leave call',
  offer: {
    transfer: '{name} transfers this caller to you',
    consult: '{name} wants to consult you about this caller',
  },
  supervising: {
    monitor: 'You are listening to {agent}. Nobody hears you.',
    whisper: 'Only {agent} hears you.',
    barge: 'Agent and caller hear you.',
  },
  coach: {
    whisper: '{name} is listening. Only you hear them.',
    barge: '{name} is in the call. You and the caller hear them.',
  },
})
