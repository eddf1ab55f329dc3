import type { FlowDocument } from '@iris/contracts'

const kinds: ReadonlySet<string> = new Set(['answer', 'reject'])

/** Whether a call rings on while its flow begins: the flow says by itself when it is answered, if at all. */
export function ringsAtFirst({ blocks }: FlowDocument): boolean {
  return Object.values(blocks).some(({ kind, disabled }) => kinds.has(kind) && disabled !== true)
}
