import { z } from 'zod'
import type { Json } from './tree.ts'

const JsonValue: z.ZodType<Json> = z.json()
const path = { p: z.string() }

/** What a client asks of the database, as far as the SDKs of browsers and servers do (protocol version 5). */
const Request = z.discriminatedUnion('a', [
  z.object({ a: z.enum(['auth', 'gauth']), b: z.object({ cred: z.string() }) }),
  z.object({ a: z.enum(['unauth', 'unappcheck', 's']), b: z.unknown() }),
  z.object({ a: z.literal('appcheck'), b: z.unknown() }),
  z.object({ a: z.enum(['q', 'n', 'g']), b: z.object(path) }),
  z.object({ a: z.enum(['p', 'o']), b: z.object({ ...path, d: JsonValue }) }),
  z.object({
    a: z.enum(['m', 'om']),
    b: z.object({ ...path, d: z.record(z.string(), JsonValue) }),
  }),
  z.object({ a: z.literal('oc'), b: z.object({ ...path, d: z.unknown().optional() }) }),
])
export type Request = z.infer<typeof Request>

const Message = z.object({ t: z.literal('d'), d: z.looseObject({ r: z.number() }) })

/** Puts messages together again that a client sent in pieces: first how many there are, then each. */
export function messageReader(onRequest: (number: number, request: Request) => void) {
  let missing = 0
  let text = ''
  return (frame: string): void => {
    // Clients that have nothing to say send this, so that proxies keep the connection.
    if (missing === 0 && frame === '0') return
    if (missing === 0 && /^\d{1,6}$/.test(frame)) {
      missing = Number(frame)
      return
    }
    text += frame
    if (missing > 0 && --missing > 0) return
    const message = Message.parse(JSON.parse(text))
    text = ''
    onRequest(message.d.r, Request.parse(message.d))
  }
}
