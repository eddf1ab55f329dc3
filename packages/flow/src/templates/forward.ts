import { placed, type FlowTemplate } from './template.ts'

export const forwardTemplate: FlowTemplate = {
  id: 'forward',
  title: 'Call forwarding',
  summary: 'Rings a number or an agent, and takes a message where nobody answers.',
  icon: 'phone-forwarded',
  document: {
    schema: 2,
    blocks: {
      start: placed([0, 0], { kind: 'start', exits: { next: 'ring' } }),
      ring: placed([1, 0], {
        kind: 'dial',
        name: 'Ring',
        settings: {
          to: '',
          strategy: 'in_turn',
          ringTimeoutMs: 25_000,
          callerId: '',
          whisper: '',
          acceptKey: '',
          refuseMachines: false,
          timeLimitMs: 14_400_000,
        },
        exits: { answered: 'end', busy: 'sorry', no_answer: 'sorry', error: 'sorry' },
      }),
      sorry: placed([2, 1], {
        kind: 'say',
        name: 'Nobody answers',
        settings: { text: 'I am sorry, nobody can take your call now. Please leave a message.' },
        exits: { next: 'message', error: 'message' },
      }),
      message: placed([3, 1], {
        kind: 'voicemail',
        name: 'Message',
        settings: { box: '' },
        exits: { left: 'end', error: 'end' },
      }),
      end: placed([4, 0], { kind: 'end' }),
    },
  },
}
