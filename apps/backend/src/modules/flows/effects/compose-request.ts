import type { OutboundRequest } from '@iris/platform'
import { failed, type HttpCommand, type HttpFailure } from './http-command.ts'
import { inAddress, inJson, placeSecrets } from './secret-places.ts'

const mostHeaders = 30
const longestHeader = 8000
const longestUrl = 4000
const largestBody = 256 * 1024
const longestTimeoutMs = 30_000
const mostBytes = 1024 * 1024

/** What is ours to say: how the message is framed, to whom it goes, and how the answer may be written. */
const ours =
  /^(host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|accept-encoding|proxy-.*)$/

const types = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  text: 'text/plain; charset=utf-8',
} as const

export type Composed = Omit<OutboundRequest, 'mayReach' | 'signal' | 'resolve'>

/** The request as it is sent, the secrets in their places; or why it cannot be. */
export function composeRequest(
  command: HttpCommand,
  values: ReadonlyMap<string, string>,
): Composed | HttpFailure {
  const url = placeSecrets(command.url.trim(), values, inAddress)
  if (!URL.canParse(url)) return failed('bad_url', 'The address is no address.')
  if (url.length > longestUrl) {
    return failed('bad_url', `The address has more than ${longestUrl} characters.`)
  }
  const headers = headersOf(command, values)
  if ('kind' in headers) return headers
  const body = bodyOf(command, values)
  if (typeof body === 'object') return body
  return {
    method: command.method,
    url,
    headers: headers.sent,
    ...(body !== undefined && { body }),
    timeoutMs: Math.min(Math.max(command.timeoutMs, 1), longestTimeoutMs),
    maxBytes: Math.min(Math.max(command.maxBytes, 1), mostBytes),
    redirectsTo: values.size > 0 ? 'same-origin' : 'anywhere',
  }
}

function headersOf(
  { headers, body }: HttpCommand,
  values: ReadonlyMap<string, string>,
): { readonly sent: Record<string, string> } | HttpFailure {
  if (headers.length > mostHeaders) {
    return failed('bad_request', `A request has ${mostHeaders} headers at most.`)
  }
  const sent = new Map([
    ['accept', 'application/json, text/*;q=0.9, */*;q=0.5'],
    ['user-agent', 'Iris'],
    ...(body ? [['content-type', types[body.kind]] as const] : []),
  ])
  for (const header of headers) {
    const name = header.name.trim().toLowerCase()
    const value = placeSecrets(header.value, values).trim()
    const problem = headerProblem(name, value)
    if (problem !== undefined) return failed('bad_request', problem)
    sent.set(name, value)
  }
  return { sent: Object.fromEntries(sent) }
}

/** RFC 9110 §5.1 and §5.5; values in the characters that every server reads. */
function headerProblem(name: string, value: string): string | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/.test(name)) return 'A header has a name that is none.'
  if (ours.test(name)) return `The header ${name} is not for flows to set.`
  if (!/^[\t\x20-\x7e\xa0-\xff]*$/.test(value)) {
    return `The header ${name} has characters that no header may have.`
  }
  return value.length > longestHeader ? `The header ${name} is too long.` : undefined
}

function bodyOf(
  { method, body }: HttpCommand,
  values: ReadonlyMap<string, string>,
): string | undefined | HttpFailure {
  if (!body) return undefined
  if (method === 'GET') return failed('bad_request', 'A GET has no body.')
  const writes = { json: inJson, form: inAddress, text: (value: string) => value }
  const text = placeSecrets(body.text, values, writes[body.kind])
  if (Buffer.byteLength(text) > largestBody) {
    return failed('bad_request', `The body has more than ${largestBody} bytes.`)
  }
  if (body.kind === 'json' && !isJson(text)) {
    return failed('bad_request', 'The body is not valid JSON.')
  }
  return text
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
