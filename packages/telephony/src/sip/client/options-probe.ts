import type { Flow } from '../flow.ts'
import { RequestSeries, type SeriesOptions } from './request-series.ts'

/** How a peer answered OPTIONS (RFC 3261 §11). */
export type ProbeResult =
  | { readonly kind: 'answered'; readonly status: number; readonly roundTripMs: number }
  | { readonly kind: 'silence' | 'no-way' }

export interface ProbeOptions extends SeriesOptions {
  /** The Request-URI and To. */
  readonly target: string
  /** From, without a tag. */
  readonly from: string
  readonly contact: (flow: Flow) => string
  /** The way to the peer, found anew each time; `undefined` while there is none. */
  readonly flow: () => Promise<Flow | undefined>
}

const PATIENCE_MS = 3000

/** Asks a peer by OPTIONS whether it is there. */
export class OptionsProbe {
  readonly #options: ProbeOptions

  constructor(options: ProbeOptions) {
    this.#options = options
  }

  /** Resolves within about 3 s a request, whatever comes of it. Never rejects. */
  async probe(): Promise<ProbeResult> {
    const { target, from, contact, clock } = this.#options
    const flow = await this.#options.flow()
    if (!flow) return { kind: 'no-way' }
    const startedAt = clock.now()
    // Each is a request of its own, unlike registrations (RFC 3261 §8.1.1.4).
    const outcome = await new RequestSeries(this.#options).ask(
      {
        method: 'OPTIONS',
        uri: target,
        from,
        to: `<${target}>`,
        headers: [
          ['contact', contact(flow)],
          ['accept', 'application/sdp'],
        ],
      },
      flow,
      PATIENCE_MS,
    )
    if (outcome.kind !== 'response') return { kind: 'silence' }
    return {
      kind: 'answered',
      status: outcome.status,
      roundTripMs: Math.round(clock.now() - startedAt),
    }
  }
}
