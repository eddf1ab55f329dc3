import type { EventOf, EventType, IrisEvent } from '@iris/contracts'
import type { Api } from '@iris/api-client'
import { openStream } from '@iris/realtime'
import type { RealtimeState } from '@iris/realtime'
import { shallowRef } from 'vue'
import type { ShallowRef } from 'vue'

/** What happens at the centre, as it happens. */
export interface LiveEvents {
  readonly state: Readonly<ShallowRef<RealtimeState>>
  on<Type extends EventType>(type: Type, listener: (event: EventOf<Type>) => void): () => void
  onAny(listener: (event: IrisEvent) => void): () => void
  /** Called when the stream has begun, and whenever events may have been missed: fetch again what is on show. */
  onFresh(listener: () => void): () => void
  /** Listens while somebody is signed in. */
  open(): void
  close(): void
}

export interface LiveEventsOptions {
  readonly api: Api
  /** The stream was refused with a fresh token: the session is over. */
  readonly onRefused: () => void
}

const address = '/v1/stream'

export function createLiveEvents({ api, onRefused }: LiveEventsOptions): LiveEvents {
  const state = shallowRef<RealtimeState>('down')
  const eventListeners = new Set<(event: IrisEvent) => void>()
  const freshListeners = new Set<() => void>()
  let hasBeenLive = false
  let stream: ReturnType<typeof openStream> | undefined

  function onState(next: RealtimeState): void {
    const isFirst = next === 'live' && !hasBeenLive
    state.value = next
    if (!isFirst) return
    hasBeenLive = true
    tellFresh()
  }

  const tellFresh = () => freshListeners.forEach((listener) => listener())

  function onAny(listener: (event: IrisEvent) => void): () => void {
    eventListeners.add(listener)
    return () => eventListeners.delete(listener)
  }

  return {
    state,
    onAny,
    on: (type, listener) =>
      onAny((event) => {
        if (isOf(event, type)) listener(event)
      }),
    onFresh(listener) {
      freshListeners.add(listener)
      return () => freshListeners.delete(listener)
    },
    open() {
      if (stream) return
      hasBeenLive = false
      stream = openStream({
        url: address,
        token: async ({ fresh }) => (fresh ? (await api.renew()).accessToken : api.token()),
        onEvent: (event) => eventListeners.forEach((listener) => listener(event)),
        onState,
        onGap: tellFresh,
        onRefused,
      })
    },
    close() {
      stream?.close()
      stream = undefined
      state.value = 'down'
    },
  }
}

function isOf<Type extends EventType>(event: IrisEvent, type: Type): event is EventOf<Type> {
  return event.type === type
}
