import { randomBytes } from 'node:crypto'
import { ALLOW, SUPPORTED } from '../capabilities.ts'
import type { Clock } from '../clock.ts'
import type { Flow } from '../flow.ts'
import type { SipResponse } from '../message.ts'
import type { HeaderEntry, RequestSpec } from '../serialize.ts'
import type { ClientHandlers } from '../transaction/client-transaction.ts'
import { ChallengeAnswers, type Credentials } from './challenge-answer.ts'

/** What came of a request: its final response, or why there is none. */
export type Outcome = SipResponse | { readonly kind: 'silence' | 'flow-closed' }

export interface SeriesOptions {
  readonly clock: Clock
  readonly send: (request: RequestSpec, flow: Flow, handlers: ClientHandlers) => void
  readonly credentials: Credentials | undefined
}

interface Request {
  readonly method: 'REGISTER' | 'OPTIONS'
  readonly uri: string
  /** From without a tag, and To. */
  readonly from: string
  readonly to: string
  readonly headers: readonly HeaderEntry[]
}

/** Requests outside any call that belong together: one Call-ID, one tag, rising numbers (RFC 3261 §10.2). */
export class RequestSeries {
  readonly #options: SeriesOptions
  readonly #callId = randomBytes(16).toString('hex')
  readonly #tag = randomBytes(8).toString('hex')
  #sequence = 0

  constructor(options: SeriesOptions) {
    this.#options = options
  }

  /** Asks, answers challenges, and resolves within the patience, in milliseconds, for each request. Never rejects. */
  async ask(request: Request, flow: Flow, patienceMs: number): Promise<Outcome> {
    const { credentials } = this.#options
    const answers = credentials && new ChallengeAnswers(credentials)
    let outcome = await this.#once(request, flow, patienceMs)
    for (;;) {
      if (outcome.kind !== 'response') return outcome
      const proof = answers?.take(outcome, request)
      if (!proof) return outcome
      const proven = { ...request, headers: [...request.headers, ...proof] }
      outcome = await this.#once(proven, flow, patienceMs)
    }
  }

  #once(request: Request, flow: Flow, patienceMs: number): Promise<Outcome> {
    return new Promise((resolve) => {
      const stop = this.#options.clock.after(patienceMs, () => resolve({ kind: 'silence' }))
      const settle = (outcome: Outcome): void => {
        stop()
        resolve(outcome)
      }
      this.#options.send(this.#written(request), flow, {
        response: (response) => {
          if (response.status >= 200) settle(response)
        },
        failed: (why) => settle({ kind: why === 'timeout' ? 'silence' : why }),
      })
    })
  }

  #written({ method, uri, from, to, headers }: Request): RequestSpec {
    this.#sequence += 1
    return {
      method,
      uri,
      headers: [
        ['max-forwards', '70'],
        ['from', `${from};tag=${this.#tag}`],
        ['to', to],
        ['call-id', this.#callId],
        ['cseq', `${this.#sequence} ${method}`],
        ALLOW,
        SUPPORTED,
        ...headers,
      ],
    }
  }
}
