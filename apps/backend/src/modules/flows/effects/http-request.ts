import { KeyError, OutboundError, requestOutbound } from '@iris/platform'
import { setTimeout as pause } from 'node:timers/promises'
import { secretValues } from '../../secrets/service.ts'
import type { WebhookParts } from '../../webhooks/post-signed.ts'
import { type Composed, composeRequest } from './compose-request.ts'
import { failed, type HttpCommand, type HttpFailure, type HttpResult } from './http-command.ts'
import { readAnswer, tellHeaders } from './read-answer.ts'
import { maskOf, secretNamesIn } from './secret-places.ts'
import type { TenantTurns } from './tenant-turns.ts'

/** The pauses before the second try and the others. */
const pausesMs = [300, 1000, 2500]
/** For all tries together: somebody may be waiting on the telephone. */
const longestMs = 60_000

export interface HttpParts extends WebhookParts {
  readonly turns: TenantTurns
}

/**
 * Makes a flow's request: to addresses of the internet only, within its bounds, with the secrets it names in their places
 * and hidden in whatever comes back. Rejects only when the signal is aborted, or the database cannot be read.
 */
export async function httpRequest(
  parts: HttpParts,
  { tenantId }: { readonly tenantId: string },
  command: HttpCommand,
  signal: AbortSignal,
): Promise<HttpResult> {
  const beganMs = performance.now()
  const values = await valuesFor(parts, tenantId, command)
  if ('kind' in values) return values
  const composed = composeRequest(command, values)
  if ('kind' in composed) return composed
  const job: Job = { tenantId, composed, mask: maskOf(values.values()), signal }
  const result = await tryAgain(parts, job, triesOf(command))
  if (result.kind === 'failed') return { ...result, reason: job.mask(result.reason) }
  return { ...result, ms: Math.round(performance.now() - beganMs) }
}

interface Job {
  readonly tenantId: string
  readonly composed: Composed
  readonly mask: (text: string) => string
  readonly signal: AbortSignal
}

async function valuesFor(
  { doWork, masterKey }: HttpParts,
  tenantId: string,
  { url, headers, body, secrets }: HttpCommand,
): Promise<ReadonlyMap<string, string> | HttpFailure> {
  const texts = [url, ...headers.map(({ value }) => value), ...(body ? [body.text] : [])]
  const names = secretNamesIn(texts).filter((name) => secrets?.includes(name) ?? true)
  if (names.length === 0) return new Map()
  try {
    const values = await doWork(tenantId, null, (work) => secretValues(work, masterKey, names))
    const missing = names.find((name) => !values.has(name))
    if (missing === undefined) return values
    return failed('unknown_secret', `There is no secret ${missing}.`)
  } catch (error) {
    if (!(error instanceof KeyError)) throw error
    return failed('unknown_secret', 'A secret cannot be opened any more. Write it anew.')
  }
}

/** How often it may be tried in all: more than once only what may be done twice (RFC 9110 §9.2.2). */
function triesOf({ method, retries, repeatable }: HttpCommand): number {
  const mayRepeat = repeatable === true || (method !== 'POST' && method !== 'PATCH')
  return mayRepeat ? 1 + Math.min(Math.max(Math.trunc(retries), 0), pausesMs.length) : 1
}

async function tryAgain(parts: HttpParts, job: Job, tries: number): Promise<HttpResult> {
  const limit = AbortSignal.timeout(longestMs)
  const signal = AbortSignal.any([limit, job.signal])
  for (let tried = 1; ; tried += 1) {
    const { result, mayPass } = await tryOnce(parts, { ...job, signal })
    job.signal.throwIfAborted()
    if (tried >= tries || limit.aborted || !mayPass) return result
    await pause(pausesMs[tried - 1], undefined, { signal }).catch(() => job.signal.throwIfAborted())
    if (limit.aborted) return result
  }
}

/** How a try went, and whether another may go better. */
interface Tried {
  readonly result: HttpResult
  readonly mayPass: boolean
}

async function tryOnce(
  { turns, mayReach }: HttpParts,
  { tenantId, composed, mask, signal }: Job,
): Promise<Tried> {
  const turnLimit = AbortSignal.any([signal, AbortSignal.timeout(composed.timeoutMs)])
  try {
    const answer = await turns.run(tenantId, turnLimit, () =>
      requestOutbound({ ...composed, mayReach, signal }),
    )
    const read = await readAnswer(answer, composed.maxBytes, mask)
    const { status } = answer
    const headers = tellHeaders(answer.headers, mask)
    const result: HttpResult =
      read.kind === 'failed' ? read : { kind: 'answered', status, headers, body: read.body, ms: 0 }
    return { result, mayPass: status >= 500 }
  } catch (error) {
    if (error instanceof OutboundError) {
      const mayPass = error.kind === 'timeout' || error.kind === 'unreachable'
      return { result: failed(codes[error.kind], error.message), mayPass }
    }
    if (!turnLimit.aborted) throw error
    const reason = 'Too many requests of this centre are under way.'
    return { result: failed('timeout', reason), mayPass: true }
  }
}

const codes = {
  'bad-address': 'bad_url',
  'private-address': 'refused_address',
  'other-origin': 'refused_address',
  'too-many-redirects': 'network',
  unreachable: 'network',
  timeout: 'timeout',
  aborted: 'timeout',
  'too-large': 'too_large',
} as const satisfies Record<OutboundError['kind'], HttpFailure['code']>
