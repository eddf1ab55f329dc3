import type { CallStep } from '@iris/contracts'
import { callsWords } from './calls-words.ts'

const known = [
  'no_input',
  'no_match',
  'error',
  'answered',
  'left',
  'timeout',
  'failed',
  'completed',
  'transferred',
  'parked',
  'picked_up',
  'connection_lost',
  'missed',
  'rejected',
  'busy',
  'no_answer',
  'machine',
  'unreachable',
  'withdrawn',
  'caller_hung_up',
  'interrupted',
  'open',
  'closed',
  'entered',
] as const

const signs: Readonly<Record<string, string>> = { star: '*', pound: '#' }

/** How a station was left, in a word or two; nothing where there is nothing to say. */
export function stepOutcomeWords({
  kind,
  outcome,
  stoppedBy,
}: Pick<CallStep, 'kind' | 'outcome' | 'stoppedBy'>): string | undefined {
  if (stoppedBy) return callsWords('stepOutcomes.stopped', { name: stoppedBy.name })
  if (outcome === null || outcome === 'next') return undefined
  if (kind === 'conference' && outcome === 'left') return callsWords('stepOutcomes.leftConference')
  const key = /^key_(.+)$/.exec(outcome)?.[1]
  if (key !== undefined) return callsWords('stepOutcomes.pressed', { key: signs[key] ?? key })
  const plain = known.find((one) => one === outcome)
  return plain
    ? callsWords(`stepOutcomes.${plain}`)
    : callsWords('stepOutcomes.took', { exit: outcome })
}
