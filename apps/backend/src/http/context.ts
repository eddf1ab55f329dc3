import type { Role } from '@iris/contracts'
import type { Logger } from '../log.ts'
import type { Work } from '../work.ts'

/** The signed-in user a request was made by. */
export interface Principal {
  readonly userId: string
  readonly tenantId: string
  readonly sessionId: string
  readonly name: string
  readonly roles: readonly Role[]
}

/** What every request brings, whoever made it. */
export interface RequestInfo {
  readonly id: string
  /** The client's address, seen through trusted proxies. */
  readonly address: string
  readonly userAgent: string
  /** The `Range` header, for routes that answer with media. */
  readonly range: string | undefined
  /** The entity tags of the `If-Match` header, without their quotes; `*` stands for any. */
  readonly ifMatch: readonly string[] | undefined
  readonly log: Logger
  /** The refresh cookie; `undefined` clears it. */
  readonly refreshCookie: {
    get(): string | undefined
    set(value: string | undefined, expiresAt?: Date): void
  }
}

/** A request by anybody. */
export interface PublicContext {
  readonly info: RequestInfo
}

/** A request by a signed-in user, in one transaction of their tenant. */
export interface UserContext extends PublicContext {
  readonly principal: Principal
  readonly work: Work
}
