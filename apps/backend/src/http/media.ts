import type { Context } from 'hono'
import { Readable } from 'node:stream'
import { Refusal } from '../problem.ts'

/** Audio that a route answers with. Nothing is read before `open`, which is called at most once. */
export type Media = Extent & {
  readonly contentType: string
  /** What a browser that saves it calls the file. */
  readonly fileName: string
  open(): Readable
}

/** How much of it is given. What is made as it is sent has no length before, and is always given whole. */
type Extent = { readonly bytes: number; readonly range: ByteRange } | { readonly bytes: 'unknown' }

/** From `start` up to `end`, which is exclusive; `isPart` where it was asked for. */
export interface ByteRange {
  readonly start: number
  readonly end: number
  readonly isPart: boolean
}

/**
 * Reads a `Range` header (RFC 9110 §14.2) against a length. What is no single range of bytes is ignored, as the RFC lets
 * us: the whole is given. @throws Refusal `range_not_satisfiable` for a range that begins beyond the end
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange {
  const whole = { start: 0, end: bytes, isPart: false }
  const parsed = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  const [first = '', last = ''] = parsed?.slice(1) ?? []
  if (first === '' && last === '') return whole
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1)
  if (first !== '' && last !== '' && Number(last) < Number(first)) return whole
  if (start >= bytes || end <= start) {
    throw new Refusal('range_not_satisfiable', { detail: `It has ${bytes} bytes.` })
  }
  return { start, end, isPart: true }
}

/** A small WAV file that is in memory, as an answer. */
export function mediaOf(wav: Buffer, fileName: string, range: ByteRange): Media {
  return {
    contentType: 'audio/wav',
    bytes: wav.length,
    fileName,
    range,
    open: () => Readable.from([wav.subarray(range.start, range.end)]),
  }
}

/** Answers with the range (206), or with the whole (200). */
export function answerMedia(c: Context, media: Media): Response {
  const headers = {
    'Content-Type': media.contentType,
    'Content-Disposition': `inline; filename="${media.fileName}"`,
    'Cache-Control': 'private, no-store',
    ...(media.bytes === 'unknown' ? { 'Accept-Ranges': 'none' } : extentHeaders(media)),
  }
  const body = Readable.toWeb(media.open()) as ReadableStream<Uint8Array>
  return c.body(body, media.bytes !== 'unknown' && media.range.isPart ? 206 : 200, headers)
}

function extentHeaders({ bytes, range }: Extract<Extent, { bytes: number }>) {
  const { start, end, isPart } = range
  return {
    'Content-Length': String(end - start),
    'Accept-Ranges': 'bytes',
    ...(isPart && { 'Content-Range': `bytes ${start}-${end - 1}/${bytes}` }),
  }
}
