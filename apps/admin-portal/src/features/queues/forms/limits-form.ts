import type { Overflow, OverflowCause, Queue } from '@iris/contracts'
import {
  durationProblem,
  figureOrNull,
  figureProblem,
  msOrNull,
  orEmpty,
  typedDuration,
} from '../../forms/typed-figures.ts'
import { partsWords } from '../parts-words.ts'

export interface LimitsForm extends Record<Exclude<OverflowCause, 'no_agents'>, Overflow> {
  maxWaiting: string
  maxWait: string
  /** `null`: contacts wait all the same. */
  no_agents: Overflow | null
}

export const overflowCauses: readonly OverflowCause[] = ['full', 'max_wait', 'no_agents', 'closed']

const monthMs = 30 * 86_400_000

export const limitsPart = {
  formOf: ({ limits: { maxWaiting, maxWaitMs, overflow } }: Queue): LimitsForm => ({
    maxWaiting: maxWaiting === null ? '' : String(maxWaiting),
    maxWait: typedDuration(maxWaitMs),
    ...overflow,
  }),
  changeOf: ({ maxWaiting, maxWait, full, max_wait, no_agents, closed }: LimitsForm) => ({
    limits: {
      maxWaiting: figureOrNull(maxWaiting),
      maxWaitMs: msOrNull(maxWait),
      overflow: { full, max_wait, no_agents, closed },
    },
  }),
  checks: {
    maxWaiting: orEmpty((typed) => figureProblem(typed, 0, 100_000)),
    maxWait: orEmpty((typed) => durationProblem(typed, 1000, monthMs)),
    full: overflowProblem,
    max_wait: overflowProblem,
    no_agents: overflowProblem,
    closed: overflowProblem,
  },
}

/** What is missing of where a contact goes; `''` where nothing is. */
export function overflowProblem(overflow: Overflow | null): string {
  switch (overflow?.kind) {
    case 'queue':
      return overflow.queueId === '' ? partsWords('limits.missing.queue') : ''
    case 'voicemail':
      return overflow.boxId === '' ? partsWords('limits.missing.voicemail') : ''
    case 'flow':
      return overflow.flowId === '' ? partsWords('limits.missing.flow') : ''
    default:
      return ''
  }
}

/** One of a kind, whose target is still to be chosen. */
export function freshOverflow(kind: Overflow['kind'] | 'wait'): Overflow | null {
  switch (kind) {
    case 'wait':
      return null
    case 'queue':
      return { kind, queueId: '' }
    case 'voicemail':
      return { kind, boxId: '' }
    case 'flow':
      return { kind, flowId: '' }
    case 'hangup':
      return { kind, sayText: '' }
    case 'return':
    case 'callback':
      return { kind }
  }
}
