import type { Overflow } from '@iris/contracts'
import { partsWords } from '../parts-words.ts'
import type { Targets } from './use-targets.ts'

/** Where a contact goes, in words: "It waits in another queue: Support". */
export function overflowInWords(overflow: Overflow | null, targets: Targets): string {
  const what = partsWords(`limits.kinds.${overflow?.kind ?? 'wait'}`)
  const target = targetOf(overflow)
  if (target === undefined) return what
  const named = targets[target.of].find(({ id }) => id === target.id)
  return partsWords('limits.to', { what, target: named?.name ?? partsWords('limits.deleted') })
}

/** Which of several things an overflow leads to, where it leads to one. */
export function targetOf(
  overflow: Overflow | null,
): { readonly of: keyof Targets; readonly id: string } | undefined {
  switch (overflow?.kind) {
    case 'queue':
      return { of: 'queue', id: overflow.queueId }
    case 'voicemail':
      return { of: 'voicemail', id: overflow.boxId }
    case 'flow':
      return { of: 'flow', id: overflow.flowId }
    default:
      return undefined
  }
}

/** The same overflow with another target. */
export function withTarget(of: keyof Targets, id: string): Overflow {
  switch (of) {
    case 'queue':
      return { kind: of, queueId: id }
    case 'voicemail':
      return { kind: of, boxId: id }
    case 'flow':
      return { kind: of, flowId: id }
  }
}
