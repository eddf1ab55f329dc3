import type { IrisEvent } from '@iris/contracts'

/**
 * How the ear on the backend stands: `connecting` while it is being opened, `live` while events arrive, `down` while
 * it waits to try again and after it was closed or refused.
 */
export type RealtimeState = 'connecting' | 'live' | 'down'

/** What a user of the port gives: where events and changes of state go. Nothing is called after `close`. */
export interface RealtimeHandlers {
  /** One event of the signed-in tenant. The same event may come twice; its `id` tells. */
  onEvent(event: IrisEvent): void
  /** Called on every change of state, never twice in a row with the same one. */
  onState(state: RealtimeState): void
  /** Events may have been missed (a reconnect, or one that could not be read): fetch again what is on show. */
  onGap(): void
  /** The token was refused even after it was renewed. No further tries are made. */
  onRefused(): void
}

/**
 * The port: one open ear. A driver is a function that takes its own configuration together with the handlers and gives
 * back this, so another driver can stand beside `openStream` without its users noticing.
 */
export interface Realtime {
  readonly state: RealtimeState
  /** Stops listening and releases everything. Idempotent. */
  close(): void
}
