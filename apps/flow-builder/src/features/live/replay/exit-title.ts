import type { FlowDocument, FlowStep } from '@iris/contracts'
import { blockOf, exitsOf } from '@iris/flow'
import { exitLabel } from '../../../kinds/exit-label.ts'
import { liveWords } from '../live-words.ts'

/** How a step was left, in words: those of the canvas, where the block is of the flow that is drawn there. */
export function exitTitle(step: FlowStep, document: FlowDocument | undefined): string {
  const { outcome, leftAt, skipped, flow, block: id } = step
  if (skipped === true) return liveWords('replay.skipped')
  if (outcome === null) return liveWords(leftAt === null ? 'replay.here' : 'replay.end')
  if (outcome === 'caller_hung_up') return liveWords('replay.hungUp')
  if (outcome === 'entered') return liveWords('replay.hidden')
  const block = document && flow === undefined ? blockOf(document, id) : undefined
  const exit = block && exitsOf(block).find((one) => one.id === outcome)
  return liveWords('replay.by', { exit: block && exit ? exitLabel(block, exit) : outcome })
}
