import { isCallId, isToken, trimSpace } from './characters.ts'
import { parseParameters } from './parameters.ts'

/** A dialog as somebody else names it: the tags are those of whoever is asked (RFC 3891 §6.1). */
export interface Replaces {
  readonly callId: string
  readonly toTag: string
  readonly fromTag: string
  /** Only a dialog that is not yet answered is meant. */
  readonly earlyOnly: boolean
}

/** Parses the value of Replaces; `undefined` when it is malformed. */
export function parseReplaces(value: string): Replaces | undefined {
  const semicolon = value.indexOf(';')
  if (semicolon < 0) return undefined
  const callId = trimSpace(value.slice(0, semicolon))
  const parameters = parseParameters(value.slice(semicolon))
  const toTag = parameters?.get('to-tag') ?? ''
  const fromTag = parameters?.get('from-tag') ?? ''
  if (!parameters || !isCallId(callId) || !isToken(toTag) || !isToken(fromTag)) return undefined
  return { callId, toTag, fromTag, earlyOnly: parameters.has('early-only') }
}

/** The Replaces among the headers of a URI (`Replaces=…%3Bto-tag%3D…`, RFC 3261 §19.1.1, RFC 3891 §7.2). */
export function replacesOfHeaders(
  headers: string,
):
  | { readonly kind: 'none' | 'malformed' }
  | { readonly kind: 'named'; readonly replaces: Replaces } {
  const field = headers.split('&').find((part) => /^replaces=/i.test(part))
  if (field === undefined) return { kind: 'none' }
  try {
    const replaces = parseReplaces(decodeURIComponent(field.slice('replaces='.length)))
    return replaces ? { kind: 'named', replaces } : { kind: 'malformed' }
  } catch {
    return { kind: 'malformed' }
  }
}
