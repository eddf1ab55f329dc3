import { fillInRequest, secretsIn } from '../../expressions/index.ts'
import type { Values } from '../../expressions/values.ts'
import type { HttpWish } from '../../interpreter/step.ts'
import type { HttpRequestSettings } from './http-request-settings.ts'

/** The most that is read of an answer, in bytes: a run keeps it with its variables. */
const maxBytes = 64 * 1024

const longestPart = 4000
const longestBody = 100_000

/** What a block asks for, everything filled in but its secrets. */
export function wishOf(settings: HttpRequestSettings, values: Values): HttpWish {
  const { method, url, headers, bodyKind, body, timeoutMs, retries, repeatable } = settings
  const sendsBody = method !== 'GET' && bodyKind !== 'none'
  const texts = [url, ...headers.map(({ value }) => value), ...(sendsBody ? [body] : [])]
  return {
    method,
    url: fillInRequest(url, values, { as: 'address', limit: longestPart }),
    headers: headers.map(({ name, value }) => ({
      name,
      value: fillInRequest(value, values, { as: 'text', limit: longestPart }),
    })),
    ...(sendsBody && {
      body: {
        kind: bodyKind,
        text: fillInRequest(body, values, { as: bodyKind, limit: longestBody }),
      },
    }),
    timeoutMs,
    retries,
    ...(repeatable && { repeatable }),
    maxBytes,
    secrets: [...new Set(texts.flatMap(secretsIn))],
  }
}
