import type { Value } from '@iris/flow'
import type { OutboundAnswer } from '@iris/platform'
import { promisify, TextDecoder } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { failed, type HttpFailure } from './http-command.ts'
import { keepable, TooDeepError, valueOf } from './value.ts'

const mostHeaders = 20
const longestHeader = 500

/** What a flow may want to know; beside these, what a server calls `x-…`. */
const told =
  /^(content-type|content-language|etag|last-modified|location|retry-after|link|date|x-[a-z0-9-]{1,60})$/

/** A few headers, none of them long, with secrets hidden. */
export function tellHeaders(
  headers: OutboundAnswer['headers'],
  mask: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => told.test(name))
      .slice(0, mostHeaders)
      .map(([name, value]) => [name, keepable(mask(value)).slice(0, longestHeader)]),
  )
}

/** What a body says, with secrets hidden: a value where it is JSON, its text otherwise. */
export async function readAnswer(
  { headers, body }: OutboundAnswer,
  maxBytes: number,
  mask: (text: string) => string,
): Promise<{ readonly kind: 'read'; readonly body: Value } | HttpFailure> {
  const bytes = await unpacked(body, headers['content-encoding'], maxBytes)
  if ('kind' in bytes) return bytes
  const type = headers['content-type'] ?? ''
  const text = decoded(bytes, type)
  const change = (part: string) => keepable(mask(part))
  const json = /^[^;]*[/+]json\b/i.test(type) ? parsed(text) : undefined
  if (!json) return { kind: 'read', body: change(text) }
  try {
    return { kind: 'read', body: valueOf(json.value, change) }
  } catch (error) {
    if (error instanceof TooDeepError) return failed('too_large', error.message)
    throw error
  }
}

const unpackers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const

/** Some servers pack what they were asked not to. What it unpacks to is bound as well. */
async function unpacked(
  body: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array | HttpFailure> {
  const name = (encoding ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity' || body.length === 0) return body
  const unpack = Object.entries(unpackers).find(([known]) => known === name)?.[1]
  if (!unpack) return failed('network', 'It answered in an encoding that nobody asked for.')
  try {
    return await unpack(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      return failed('too_large', `It answered with more than ${maxBytes} bytes.`)
    }
    return failed('network', `It answered with what is no ${name}.`)
  }
}

/** In the encoding it names, UTF-8 where it names none we know; what is not valid is marked, and no error. */
function decoded(bytes: Uint8Array, type: string): string {
  const charset = /;\s*charset="?([\w-]{1,40})/i.exec(type)?.[1] ?? 'utf-8'
  return decoderOf(charset).decode(bytes)
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}

/** In a box: `null` is JSON, too. */
function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
