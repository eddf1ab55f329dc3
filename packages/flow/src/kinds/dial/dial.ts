import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import type { FlowEvent } from '../../interpreter/step.ts'
import { defineKind, type Exit, type Move, type RawSettings, type Run } from '../kind.ts'
import { Key, Template, Voice } from '../settings.ts'
import { CallerId, callerIdField, RingTimeoutMs, ringTimeoutField, callerIdOf } from './ringing.ts'

const mostParties = 10

const DialSettings = z.object({
  /** Numbers, or names of agents, with commas between; each `{{ }}` may stand for several. */
  to: z.string().trim().min(1, 'Say who is called.').max(500, 'At most 500 characters.'),
  strategy: z.enum(['in_turn', 'simultaneous']).default('in_turn'),
  ringTimeoutMs: RingTimeoutMs,
  callerId: CallerId,
  /** Said to whoever takes the call; empty for nothing. */
  whisper: Template.default(''),
  voice: Voice,
  /** What they are to press to get the call; empty for none. */
  acceptKey: z.union([Key, z.literal('')]).default(''),
  refuseMachines: z.boolean().default(false),
  timeLimitMs: z.number().int().min(1000).max(86_400_000).default(14_400_000),
})
type DialSettings = z.infer<typeof DialSettings>

export const dial = defineKind({
  kind: 'dial',
  group: 'voice',
  title: 'Dial',
  summary: 'Calls somebody and connects the caller.',
  icon: 'phone-outgoing',
  docs: `Rings numbers or agents, in turn or all at once, while the caller hears ringing. Whoever takes the call first talks with the caller. Write several with commas between, at most ten: \`+15550100100, Ada Lovelace\`. An agent is rung only while available.

They may be told something before both hear each other, be asked to press a key for the call, and answering machines can be kept from it.

- **answered**: after the talk, if the caller is still there. Unwired, the call ends.
- **busy**: all of them were busy, or did not want the call.
- **no answer**: nobody took it in time, or pressed the key.
- **machine**: an answering machine took it and was refused.
- **error**: nobody could be called.`,
  needs: 'caller',
  waits: 'caller',
  settings: DialSettings,
  fresh: {
    to: '',
    strategy: 'in_turn',
    ringTimeoutMs: 30_000,
    callerId: '',
    whisper: '',
    acceptKey: '',
    refuseMachines: false,
    timeLimitMs: 14_400_000,
  },
  form: [
    {
      key: 'to',
      type: 'template',
      label: 'Whom to call',
      help: 'Numbers or names of agents, with commas between.',
      placeholder: '+1 555 010 0100, Ada Lovelace',
    },
    {
      key: 'strategy',
      type: 'choice',
      label: 'Several are rung',
      options: [
        { value: 'in_turn', label: 'One after another' },
        { value: 'simultaneous', label: 'All at once' },
      ],
    },
    ringTimeoutField,
    callerIdField,
    {
      key: 'whisper',
      type: 'template',
      label: 'Say to whoever answers',
      help: 'The caller does not hear it. Empty: nothing.',
      lines: 2,
      spoken: true,
    },
    { key: 'voice', type: 'voice', label: 'Voice' },
    { key: 'acceptKey', type: 'key', label: 'Key to press for the call', help: 'Empty: none.' },
    { key: 'refuseMachines', type: 'toggle', label: 'Refuse answering machines' },
    {
      key: 'timeLimitMs',
      type: 'duration',
      label: 'Longest talk',
      minMs: 1000,
      maxMs: 86_400_000,
    },
  ],
  exits: (settings) => exitsOf(settings),
  enter: (settings, run) => ring(settings, run),
  resume: (_settings, _run, event) => afterDial(event),
})

function exitsOf({ refuseMachines }: RawSettings): Exit[] {
  return [
    { id: 'answered', title: 'after the talk', optional: true },
    { id: 'busy', title: 'when busy' },
    { id: 'no_answer', title: 'when nobody answers' },
    {
      id: 'machine',
      title: 'when a machine answers',
      ...(refuseMachines !== true && { optional: true as const }),
    },
    { id: 'error', title: 'when it fails' },
  ]
}

function ring(settings: DialSettings, { values }: Run): Move {
  const { strategy, ringTimeoutMs, voice, acceptKey, refuseMachines, timeLimitMs } = settings
  const to = partiesIn(fillIn(settings.to, values))
  if (to.length === 0) return { kind: 'fail', reason: 'There is nobody to call.' }
  const text = fillIn(settings.whisper, values).trim()
  const command = {
    kind: 'dial',
    to,
    strategy,
    ringTimeoutMs,
    ...callerIdOf(settings.callerId, values),
    ...(text !== '' && { whisper: { text, ...(voice !== undefined && { voice }) } }),
    ...(acceptKey !== '' && { acceptKey }),
    refuseMachines,
    timeLimitMs,
  } as const
  return { kind: 'wait', command }
}

function partiesIn(text: string): string[] {
  const parties = text
    .split(',')
    .map((party) => party.trim())
    .filter((party) => party !== '')
  return [...new Set(parties)].slice(0, mostParties)
}

function afterDial(event: FlowEvent): Move {
  if (event.kind === 'failed') return { kind: 'fail', reason: event.reason }
  if (event.kind !== 'dialled') return { kind: 'ignore' }
  return { kind: 'leave', exit: event.outcome }
}
