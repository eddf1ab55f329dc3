import { z } from 'zod'
import type { FlowEvent } from '../../interpreter/step.ts'
import { defineKind, type Exit, type Move, type RawSettings } from '../kind.ts'
import { Reference } from '../settings.ts'

const EnqueueSettings = z.object({
  queue: Reference,
  /** 0 is ordinary; a higher one is answered first. */
  priority: z.number().int().min(0).max(9).default(0),
  /** After how long the caller leaves by `timeout`; `null` waits for ever. */
  maxWaitMs: z.number().int().min(1000).max(86_400_000).nullable().default(null),
})

export const enqueue = defineKind({
  kind: 'enqueue',
  group: 'voice',
  title: 'Queue',
  summary: 'Lets the caller wait for an agent.',
  icon: 'users',
  docs: `The caller waits in the queue until an agent takes the call.

- **answered**: after the talk, if the caller is still there. Unwired, the call ends.
- **timeout**: nobody took the call within the longest wait.
- **error**: the queue could not be used.`,
  needs: 'caller',
  waits: 'caller',
  settings: EnqueueSettings,
  fresh: { queue: '', priority: 0, maxWaitMs: 600_000 },
  form: [
    { key: 'queue', type: 'reference', to: 'queue', label: 'Queue' },
    {
      key: 'priority',
      type: 'number',
      label: 'Priority',
      help: 'Higher ones are answered first.',
      min: 0,
      max: 9,
    },
    {
      key: 'maxWaitMs',
      type: 'duration',
      label: 'Longest wait',
      minMs: 1000,
      maxMs: 86_400_000,
      never: 'Wait as long as it takes',
    },
  ],
  exits: (settings) => exitsOf(settings),
  isWayOut: true,
  enter: ({ queue, priority, maxWaitMs }, run) => ({
    kind: 'wait',
    command: { kind: 'enqueue', queue: run.queue(queue), priority, maxWaitMs },
  }),
  resume: (_settings, run, event) => afterWait(run.values['queue'], event),
})

function exitsOf({ maxWaitMs }: RawSettings): Exit[] {
  const never = maxWaitMs === null || maxWaitMs === undefined
  return [
    { id: 'answered', title: 'after the talk', optional: true },
    {
      id: 'timeout',
      title: 'when the wait is too long',
      ...(never && { optional: true as const }),
    },
    { id: 'error', title: 'when it fails' },
  ]
}

function afterWait(before: unknown, event: FlowEvent): Move {
  if (event.kind === 'failed') return { kind: 'fail', reason: event.reason }
  if (event.kind !== 'queue_left') return { kind: 'ignore' }
  const known = typeof before === 'object' ? before : {}
  const give = { queue: { ...known, outcome: event.outcome } }
  if (event.outcome === 'failed') {
    return { kind: 'fail', reason: 'The queue could not be used.', give }
  }
  return { kind: 'leave', exit: event.outcome, give }
}
