import { type CallWebhook, type Verb, VerbAnswer } from '@iris/contracts'
import { type OutboundAnswer, OutboundError } from '@iris/platform'
import { setTimeout as pause } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { postSigned, type WebhookParts } from './post-signed.ts'

/** The pauses before the second and the third try; after that there is none. */
const pausesMs = [300, 1000]

export type VerbsAnswered =
  | { readonly kind: 'answered'; readonly verbs: readonly Verb[] }
  /** What was wrong, in words for whoever runs the webhook. */
  | { readonly kind: 'unanswered'; readonly failure: string }

/**
 * Asks a tenant's webhook what to do with a call: three times at most where it is silent or fails (5xx). An answer that is
 * no list is none. Rejects only when the signal is aborted, or the database cannot be read.
 */
export async function askForVerbs(
  parts: WebhookParts,
  to: { readonly tenantId: string; readonly url: string; readonly signal: AbortSignal },
  question: CallWebhook,
): Promise<VerbsAnswered> {
  const message = { id: `msg_${uuidv7()}`, body: JSON.stringify(question) }
  for (let attempt = 0; ; attempt += 1) {
    const answer = await ask(parts, to, message)
    const pauseMs = pausesMs[attempt]
    if (answer.kind !== 'again') return answer
    if (pauseMs === undefined) return { kind: 'unanswered', failure: answer.failure }
    await pause(pauseMs, undefined, { signal: to.signal })
  }
}

/** `askForVerbs`, with what it needs. */
export type AskForVerbs = (
  to: Parameters<typeof askForVerbs>[1],
  question: CallWebhook,
) => Promise<VerbsAnswered>

type Attempt = VerbsAnswered | { readonly kind: 'again'; readonly failure: string }

const mayPass: ReadonlySet<OutboundError['kind']> = new Set(['timeout', 'unreachable'])

async function ask(
  parts: WebhookParts,
  to: { readonly tenantId: string; readonly url: string; readonly signal: AbortSignal },
  message: Parameters<typeof postSigned>[2],
): Promise<Attempt> {
  try {
    return read(await postSigned(parts, to, message))
  } catch (error) {
    to.signal.throwIfAborted()
    if (!(error instanceof OutboundError)) throw error
    return { kind: mayPass.has(error.kind) ? 'again' : 'unanswered', failure: error.message }
  }
}

function read({ status, headers, body }: OutboundAnswer): Attempt {
  if (status >= 500) return { kind: 'again', failure: `It answered ${status}.` }
  if (status < 200 || status > 299) return unanswered(`It answered ${status}.`)
  const type = headers['content-type'] ?? ''
  if (!/^application\/json\b/i.test(type)) {
    return unanswered(
      `It answered with ${type === '' ? 'no content type' : type.slice(0, 80)}, not application/json.`,
    )
  }
  const parsed = VerbAnswer.safeParse(jsonOf(body))
  if (parsed.success) return { kind: 'answered', verbs: parsed.data }
  const [issue] = parsed.error.issues
  const where = issue?.path.map(String).join('.') ?? ''
  return unanswered(
    `Its answer is no list of verbs${where === '' ? '' : ` (${where})`}: ${issue?.message ?? ''}`,
  )
}

const unanswered = (failure: string): Attempt => ({ kind: 'unanswered', failure })

/** `undefined` for what is no JSON. */
function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
