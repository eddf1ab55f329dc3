import type { FlowStep } from '@iris/contracts'
import { liveWords } from '../live-words.ts'

/** How a step was left, in words. */
export function exitTitle({ outcome, leftAt, skipped }: FlowStep): string {
  if (skipped === true) return liveWords('replay.skipped')
  if (outcome === null) return liveWords(leftAt === null ? 'replay.here' : 'replay.end')
  if (outcome === 'caller_hung_up') return liveWords('replay.hungUp')
  if (outcome === 'entered') return liveWords('replay.hidden')
  return liveWords('replay.by', { exit: outcome })
}
