import { keepListening } from './keep-listening.ts'
import type { StreamAddress } from './keep-listening.ts'
import { readEvent } from './read-event.ts'
import type { Realtime, RealtimeHandlers } from './realtime.ts'

/** What the `stream` driver needs besides the handlers. */
export interface StreamOptions extends RealtimeHandlers, StreamAddress {
  /** Address of the backend's event stream (`streamPath`). */
  readonly url: string
}

/** Opens the backend's event stream, and keeps it open until it is closed or the token is refused for good. */
export function openStream(options: StreamOptions): Realtime {
  return keepListening({
    ...options,
    url: () => options.url,
    onState: (state) => options.onState(state),
    onRefused: () => options.onRefused(),
    onLive(again) {
      if (again) options.onGap()
    },
    onMessage(data) {
      const event = readEvent(data)
      if (event) options.onEvent(event)
      else options.onGap()
    },
  })
}
