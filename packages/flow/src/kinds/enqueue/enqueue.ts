import { z } from 'zod'
import type { FlowEvent } from '../../interpreter/step.ts'
import { defineKind, type Exit, itemsOf, type Move, type RawSettings, textOf } from '../kind.ts'
import { Reference } from '../settings.ts'
import {
  freshRouting,
  problemsOfRouting,
  routingForm,
  routingOf,
  routingSettings,
} from './routing.ts'
import {
  freshTreatment,
  problemsOfOffers,
  treatmentForm,
  treatmentOf,
  treatmentSettings,
} from './treatment.ts'

const EnqueueSettings = z.object({
  queue: Reference,
  /** 0 is ordinary; a higher one is answered first. */
  priority: z.number().int().min(0).max(9).default(0),
  /** After how long the caller leaves by `timeout`; `null` waits for ever. */
  maxWaitMs: z.number().int().min(1000).max(86_400_000).nullable().default(null),
  ...routingSettings,
  ...treatmentSettings,
})
type EnqueueSettings = z.infer<typeof EnqueueSettings>

export const enqueue = defineKind({
  kind: 'enqueue',
  group: 'voice',
  title: 'Queue',
  summary: 'Lets the caller wait for an agent.',
  icon: 'users',
  docs: `The caller waits in the queue until an agent takes the call.

They may need agents with skills, of which less may do after a wait, or be for one agent alone: for good, or for a while, after which anybody may take the call. With a while, nobody waits for an agent who is not at work in this queue.

While they wait they hear what the queue says, or what is said here: music, messages, their place, how long it will take, and keys that lead out. Wire a way out to **Callback** to have them called back in the place they give up.

- **answered**: after the talk, if the caller is still there. Unwired, the call ends.
- **timeout**: nobody took the call within the longest wait.
- **offer 1** and so on: the caller pressed the key of that way out.
- **full**, **closed**, **no agents**: the queue takes nobody, for now, and says to return them. Unwired, they leave by **timeout**.
- **error**: the queue could not be used, or there is no such agent.`,
  needs: 'caller',
  waits: 'caller',
  settings: EnqueueSettings,
  fresh: { queue: '', priority: 0, maxWaitMs: 600_000, ...freshRouting, ...freshTreatment },
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
    ...routingForm,
    ...treatmentForm,
  ],
  exits: (settings) => exitsOf(settings),
  isWayOut: true,
  check: (settings) => [...problemsOfRouting(settings), ...problemsOfOffers(settings)],
  enter: (settings, run) => {
    const { queue, priority, maxWaitMs } = settings
    const treatment = treatmentOf(settings, run.values)
    const wished = routingOf(settings, run)
    if (wished.kind === 'nobody') return { kind: 'fail', reason: wished.reason }
    const { routing } = wished
    const command = {
      kind: 'enqueue',
      queue: run.queue(queue),
      priority,
      maxWaitMs,
      ...(routing && { routing }),
      ...(treatment && { treatment }),
    } as const
    return { kind: 'wait', command }
  },
  resume: (settings, run, event) => afterWait(settings, run.values['queue'], event),
})

function exitsOf(settings: RawSettings): Exit[] {
  const { maxWaitMs, waiting } = settings
  const offers = waiting === 'as_here' ? itemsOf(settings, 'offers') : []
  const never = maxWaitMs === null || maxWaitMs === undefined
  return [
    { id: 'answered', title: 'after the talk', optional: true },
    {
      id: 'timeout',
      title: 'when the wait is too long',
      ...(never && { optional: true as const }),
    },
    ...offers.map((offer, index) => ({
      id: `offer_${index + 1}`,
      title: `key ${textOf(offer, 'key') || '?'}`,
    })),
    ...refusals,
    { id: 'error', title: 'when it fails' },
  ]
}

/** Why a queue takes nobody. */
const refusals: readonly Exit[] = [
  { id: 'full', title: 'when too many wait', optional: true, instead: 'timeout' },
  { id: 'closed', title: 'when it is closed', optional: true, instead: 'timeout' },
  { id: 'no_agents', title: 'when no agent is there', optional: true, instead: 'timeout' },
]

function afterWait({ offers }: EnqueueSettings, before: unknown, event: FlowEvent): Move {
  if (event.kind === 'failed') return { kind: 'fail', reason: event.reason }
  if (event.kind !== 'queue_left') return { kind: 'ignore' }
  const known = typeof before === 'object' ? before : {}
  const give = { queue: { ...known, outcome: event.outcome } }
  if (event.outcome === 'failed') {
    return { kind: 'fail', reason: event.reason ?? 'The queue could not be used.', give }
  }
  if (event.outcome !== 'offer') return { kind: 'leave', exit: event.outcome, give }
  const index = offers.findIndex(({ key }) => key === event.key)
  return index < 0 ? { kind: 'ignore' } : { kind: 'leave', exit: `offer_${index + 1}`, give }
}
