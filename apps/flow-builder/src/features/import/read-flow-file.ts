import { FlowDocument } from '@iris/contracts'
import { importConnect, type Imported, importTwilio, type Refused } from '@iris/flow/import'
import { importWords } from './import-words.ts'

/** Larger than any flow that may be; what is longer is not even parsed. */
export const largestFile = 8 * 1024 * 1024

type FlowFormat = 'iris' | 'twilio' | 'connect'

/** A flow from a file, or why there is none. */
export type ReadFlow =
  | {
      readonly kind: 'read'
      readonly format: FlowFormat
      readonly document: FlowDocument
      /** What became of its parts, where it comes from elsewhere. */
      readonly report?: Imported['report']
    }
  | Refused

/** Finds out whose flow a text is, and takes it over. Total. */
export function readFlow(text: string): ReadFlow {
  if (text.length > largestFile) {
    return refused(importWords('refused.tooLarge', { megabytes: largestFile / 1024 / 1024 }))
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return refused(importWords('refused.noJson', { reason }))
  }
  if (has(json, 'Actions') || has(json, 'modules')) return converted('connect', importConnect(json))
  if (has(json, 'states') || has(json, 'definition')) return converted('twilio', importTwilio(json))
  if (has(json, 'blocks')) return ownFlow(json)
  return refused(importWords('refused.unknown'))
}

function ownFlow(json: unknown): ReadFlow {
  const parsed = FlowDocument.safeParse(json)
  if (parsed.success) return { kind: 'read', format: 'iris', document: parsed.data }
  const [issue] = parsed.error.issues
  const path = `/${(issue?.path ?? []).join('/')}`
  return refused(importWords('refused.bad', { path, reason: issue?.message ?? '' }))
}

/** What an importer makes is read like any file: its types promise less than the contract asks. */
function converted(format: FlowFormat, result: Imported | Refused): ReadFlow {
  if (result.kind === 'refused') return result
  const own = ownFlow(result.document)
  return own.kind === 'refused' ? own : { ...own, format, report: result.report }
}

function has(json: unknown, key: string): boolean {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, key)
}

function refused(reason: string): Refused {
  return { kind: 'refused', reason }
}

/** A name for a flow from the name of its file. */
export function nameFromFile(fileName: string): string {
  return fileName
    .replace(/(\.flow)?\.json$/i, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
    .slice(0, 80)
}
