import { createHmac, randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'
import type { Flow } from './flow.ts'
import type { RefusedRequest } from './parse-message.ts'
import { serializeReply } from './serialize.ts'
import { KeyedRateLimit } from './transport/rate-limit.ts'

/** Malformed datagrams from one address that are answered. */
const REFUSALS = { perSecond: 5, burst: 50 }
/** By how much such an answer may be longer than what it answers. */
const MAX_GROWTH_BYTES = 128
const TAG_LENGTH = 16

/**
 * Says why a request cannot be carried out, without remembering it (RFC 3261 §8.2.7). A datagram may bear a borrowed
 * address: what is sent there must be neither much more than what came, nor without bound.
 */
export class MalformedRequests {
  readonly #refusals: KeyedRateLimit
  readonly #key = randomBytes(32)

  constructor(clock: Clock) {
    this.#refusals = new KeyedRateLimit(clock, REFUSALS)
  }

  refuse(request: RefusedRequest, requestLength: number, flow: Flow): void {
    const { status, problem, via } = request
    const path = { via, sourceAddress: flow.remoteAddress, sourcePort: flow.remotePort }
    const reply = { status, headers: [['warning', warning(problem)]] as const }
    const answer = serializeReply(request, reply, { path, toTag: this.#tagFor(request) })
    if (!flow.reliable) {
      const isModest = answer.length <= requestLength + MAX_GROWTH_BYTES
      if (!isModest || !this.#refusals.take(flow.remoteAddress)) return
    }
    flow.send(answer)
  }

  /** The same for each repetition of a request, though none is remembered. */
  #tagFor({ headers, via }: RefusedRequest): string | undefined {
    const to = headers.get('to')
    if (to === undefined || /;\s*tag\s*=/i.test(to)) return undefined
    const request = [via.octets, headers.get('call-id'), headers.get('cseq')].join('\n')
    return createHmac('sha256', this.#key).update(request).digest('hex').slice(0, TAG_LENGTH)
  }
}

/** RFC 3261 §20.43: 399 is for reading, not for acting on. */
const warning = (problem: string): string => `399 iris "${problem}"`
