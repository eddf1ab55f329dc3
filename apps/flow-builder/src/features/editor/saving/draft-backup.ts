import { FlowDocument } from '@iris/contracts'
import { z } from 'zod'

/** What was drawn and is not saved yet, kept in this browser. */
const Backup = z.object({
  /** Of the draft it was made from. */
  etag: z.string(),
  /** When it was drawn, in ms since 1970. */
  at: z.number(),
  document: FlowDocument,
})
export type DraftBackup = z.infer<typeof Backup>

const keyOf = (flowId: string) => `iris.flows.unsaved.${flowId}`

/** Keeps it until it is saved. A browser that is full or forbids it keeps nothing. */
export function keepBackup(flowId: string, backup: DraftBackup): void {
  try {
    localStorage.setItem(keyOf(flowId), JSON.stringify(backup))
  } catch {
    // Only what the browser has no room for is lost with the page.
  }
}

export function readBackup(flowId: string): DraftBackup | undefined {
  try {
    const read = Backup.safeParse(JSON.parse(localStorage.getItem(keyOf(flowId)) ?? ''))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}

export function forgetBackup(flowId: string): void {
  try {
    localStorage.removeItem(keyOf(flowId))
  } catch {
    // There was none.
  }
}
