import type { FlowDocument } from '@iris/contracts'
import { canonical } from '@iris/flow'

/** A file with a flow: the same text for the same flow, so that files can be compared line by line. */
export function exportedFlow(
  flowName: string,
  document: FlowDocument,
): { readonly name: string; readonly text: string } {
  const letters = flowName
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
  return { name: `${letters === '' ? 'flow' : letters}.flow.json`, text: canonical(document) }
}

/** Saves a flow as a file on the reader's machine. */
export function exportFlow(flowName: string, document: FlowDocument): void {
  const { name, text } = exportedFlow(flowName, document)
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = window.document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
