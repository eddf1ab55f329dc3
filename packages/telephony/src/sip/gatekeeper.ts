import type { Authenticator } from './authenticator.ts'
import type { Clock } from './clock.ts'
import { isWebSocket, type Flow } from './flow.ts'
import type { Log } from './log.ts'
import type { SourceGuard } from './source-guard.ts'
import type { ServerTransaction } from './transaction/server-transaction.ts'
import { KeyedRateLimit } from './transport/rate-limit.ts'

/** Wrong secrets from one address for one user before the rest go unheard for a while. */
const WRONG_SECRETS = { perSecond: 0.2, burst: 10 }
/** Challenges by datagram to one address. */
const CHALLENGES = { perSecond: 20, burst: 200 }
/** A browser speaks for one user, seldom for two. */
const MAX_USERS_OF_CONNECTION = 8

/** Asks who sent a request, and answers it itself when that cannot be told. */
export class Gatekeeper {
  readonly #authenticator: Authenticator
  readonly #log: Log
  readonly #guard: SourceGuard
  readonly #wrongSecrets: KeyedRateLimit
  readonly #challenges: KeyedRateLimit

  constructor(
    authenticator: Authenticator,
    { clock, log, guard }: { clock: Clock; log: Log; guard: SourceGuard },
  ) {
    this.#authenticator = authenticator
    this.#log = log
    this.#guard = guard
    this.#wrongSecrets = new KeyedRateLimit(clock, WRONG_SECRETS)
    this.#challenges = new KeyedRateLimit(clock, CHALLENGES)
  }

  /**
   * The user who sent a request. `undefined` when that cannot be told, which has then been answered (401, 403 or 503),
   * and when the connection has closed.
   */
  async admit(transaction: ServerTransaction): Promise<string | undefined> {
    const { request, flow } = transaction
    const { remoteAddress } = flow
    const claimed = this.#authenticator.claimedUser(request)
    if (claimed !== undefined && !this.#wrongSecrets.hasRoom(`${remoteAddress} ${claimed}`)) {
      transaction.respond({ status: 403 })
      return undefined
    }
    const outcome = await this.#authenticator.authenticate(request)
    // Nothing may be granted to a connection that closed meanwhile: nobody would take it back.
    if (!flow.isOpen()) {
      transaction.abandon()
      return undefined
    }
    switch (outcome.kind) {
      case 'authenticated':
        return this.#welcome(transaction, outcome.user)
      case 'challenge':
        // An answer longer than its request, to an address that may be borrowed: not without bound.
        if (!flow.reliable && !this.#challenges.take(remoteAddress)) {
          transaction.abandon()
          return undefined
        }
        transaction.respond({ status: 401, headers: outcome.headers })
        return undefined
      case 'wrong':
        this.#wrongSecrets.take(`${remoteAddress} ${outcome.user}`)
        this.#noteGuess(flow, outcome)
        this.#log.warn({ user: outcome.user, remoteAddress }, 'A SIP user gave a wrong secret')
        transaction.respond({ status: 403 })
        return undefined
      case 'unavailable':
        this.#log.error({ err: outcome.error }, 'SIP credentials could not be looked up')
        transaction.respond({ status: 503, headers: [['retry-after', '5']] })
        return undefined
    }
  }

  /**
   * Browsers share addresses, and have their own bounds. Elsewhere only those are counted who answer what was asked of
   * them: others may have borrowed the address.
   */
  #noteGuess(flow: Flow, { isAsked }: { readonly isAsked: boolean }): void {
    if (isAsked && !isWebSocket(flow)) this.#guard.strike(flow.remoteAddress, 1)
  }

  #welcome(transaction: ServerTransaction, user: string): string | undefined {
    const { flow } = transaction
    if (!isWebSocket(flow)) return user
    if (flow.users.size >= MAX_USERS_OF_CONNECTION && !flow.users.has(user)) {
      transaction.respond({ status: 403 })
      return undefined
    }
    flow.users.add(user)
    return user
  }
}
