import type { OutboundRequest } from '@iris/platform'
import type { Value } from '@iris/flow'

/** A request that a flow makes. Address, headers and body may hold `{{ secret.NAME }}`; all else is filled in. */
export interface HttpCommand {
  readonly method: OutboundRequest['method']
  readonly url: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body?: { readonly kind: 'json' | 'form' | 'text'; readonly text: string }
  /** For each try; 30 s at most. */
  readonly timeoutMs: number
  /** How often it is tried again, 0 to 3, where nothing comes or the server fails (5xx). */
  readonly retries: number
  /** That a POST or a PATCH, too, may be tried again: the server takes it twice without harm. */
  readonly repeatable?: true
  /** The most that is read of the answer; 1 MiB at most. */
  readonly maxBytes: number
  /**
   * The names of the secrets that the block's own settings hold. Others are left alone: what a caller said, or a server
   * answered, may look like the place of a secret, too. Without the list every place is filled.
   */
  readonly secrets?: readonly string[]
}

export type HttpResult =
  | {
      readonly kind: 'answered'
      /** Whatever it is; a redirect that leads nowhere among them. */
      readonly status: number
      /** A few of them, by their names in small letters. */
      readonly headers: Readonly<Record<string, string>>
      /** What JSON says, where it is JSON; its text otherwise. */
      readonly body: Value
      /** From the command to the answer, tries before it included. */
      readonly ms: number
    }
  | HttpFailure

export interface HttpFailure {
  readonly kind: 'failed'
  readonly code:
    | 'timeout'
    | 'refused_address'
    | 'too_large'
    | 'network'
    | 'bad_url'
    | 'unknown_secret'
    /** A header or a body that cannot be sent. */
    | 'bad_request'
  /** In words, for whoever draws the flow. */
  readonly reason: string
}

export const failed = (code: HttpFailure['code'], reason: string): HttpFailure => ({
  kind: 'failed',
  code,
  reason,
})
