import type { Authenticator } from './authenticator.ts'
import type { Clock } from './clock.ts'
import { isWebSocket } from './flow.ts'
import type { Log } from './log.ts'
import type { ServerTransaction } from './transaction/server-transaction.ts'
import { KeyedRateLimit } from './transport/rate-limit.ts'

/** Wrong secrets from one address for one user before the rest go unheard for a while. */
const WRONG_SECRETS = { perSecond: 0.2, burst: 10 }
/** A browser speaks for one user, seldom for two. */
const MAX_USERS_OF_CONNECTION = 8

/** Asks who sent a request, and answers it itself when that cannot be told. */
export class Gatekeeper {
  readonly #authenticator: Authenticator
  readonly #log: Log
  readonly #wrongSecrets: KeyedRateLimit

  constructor(authenticator: Authenticator, { clock, log }: { clock: Clock; log: Log }) {
    this.#authenticator = authenticator
    this.#log = log
    this.#wrongSecrets = new KeyedRateLimit(clock, WRONG_SECRETS)
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
    if (!flow.isOpen()) return undefined
    switch (outcome.kind) {
      case 'authenticated':
        return this.#welcome(transaction, outcome.user)
      case 'challenge':
        transaction.respond({ status: 401, headers: outcome.headers })
        return undefined
      case 'wrong':
        this.#wrongSecrets.take(`${remoteAddress} ${outcome.user}`)
        this.#log.warn({ user: outcome.user, remoteAddress }, 'A SIP user gave a wrong secret')
        transaction.respond({ status: 403 })
        return undefined
      case 'unavailable':
        this.#log.error({ err: outcome.error }, 'SIP credentials could not be looked up')
        transaction.respond({ status: 503, headers: [['retry-after', '5']] })
        return undefined
    }
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
