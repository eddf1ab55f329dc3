import type { Realtime, RealtimeHandlers, RealtimeState } from './realtime.ts'
import { readEvent } from './read-event.ts'
import { retryDelayMs } from './retry-delay.ts'
import { createSseParser } from './sse-parser.ts'
import type { SseParser } from './sse-parser.ts'

/** What the `stream` driver needs besides the handlers. */
export interface StreamOptions extends RealtimeHandlers {
  /** Address of the backend's event stream (`streamPath`). */
  readonly url: string
  /** Gives the access token; asked for a fresh one after the backend refused the last. */
  readonly token: (ask: { readonly fresh: boolean }) => Promise<string>
  readonly fetch?: typeof fetch
  /** Silence after which the stream counts as dead; the backend sends a heartbeat every 15 s at most. 30 s. */
  readonly silenceLimitMs?: number
  /** How long to wait after so many failures in a row, in milliseconds. */
  readonly retryDelayMs?: (failures: number, leastMs: number) => number
}

type Ending = 'refused' | 'failed' | 'broken'

/**
 * Opens the backend's event stream (server-sent events, WHATWG HTML §9.2) by `fetch`, because `EventSource` cannot send
 * an Authorization header, and keeps it open until it is closed or the token is refused for good.
 */
export function openStream(options: StreamOptions): Realtime {
  const stop = new AbortController()
  const waitMs =
    options.retryDelayMs ?? ((failures, least) => retryDelayMs(failures, Math.random(), least))
  let state: RealtimeState = 'down'
  let wasLive = false
  let lastEventId = ''

  function become(next: RealtimeState): void {
    if (next === state || stop.signal.aborted) return
    state = next
    options.onState(next)
  }

  function onLive(): void {
    become('live')
    if (wasLive && !stop.signal.aborted) options.onGap()
    wasLive = true
  }

  function onMessage(data: string): void {
    if (stop.signal.aborted) return
    const event = readEvent(data)
    if (event) options.onEvent(event)
    else options.onGap()
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!stop.signal.aborted) {
      const parser = createSseParser()
      become('connecting')
      const ending = await listenOnce({
        options,
        stop: stop.signal,
        parser,
        lastEventId,
        onLive,
        onMessage,
      })
      lastEventId = parser.lastEventId || lastEventId
      become('down')
      if (stop.signal.aborted) return
      if (ending === 'refused') return options.onRefused()
      failures = ending === 'broken' ? 0 : failures + 1
      await pause(waitMs(failures, parser.retryMs ?? 0), stop.signal)
    }
  }

  void run()
  return {
    get state() {
      return state
    },
    close() {
      state = 'down'
      stop.abort()
    },
  }
}

interface Listening {
  readonly options: StreamOptions
  readonly stop: AbortSignal
  readonly parser: SseParser
  readonly lastEventId: string
  onLive(): void
  onMessage(data: string): void
}

/** Opens the stream once and listens until it ends: refused, failed before it was live, or broken afterwards. */
async function listenOnce(listening: Listening): Promise<Ending> {
  const watch = watchForSilence(listening.options.silenceLimitMs ?? 30_000, listening.stop)
  let live = false
  try {
    const response = await request(listening, watch.signal)
    if (response.status === 401 || response.status === 403) return 'refused'
    if (!response.ok || !response.body) return 'failed'
    live = true
    watch.heard()
    listening.onLive()
    await read(response.body, listening, watch.heard)
    return 'broken'
  } catch {
    return live ? 'broken' : 'failed'
  } finally {
    watch.end()
  }
}

async function request(listening: Listening, signal: AbortSignal): Promise<Response> {
  const { options, lastEventId } = listening
  const send = options.fetch ?? fetch
  async function sendWith(token: string): Promise<Response> {
    const headers = new Headers({ accept: 'text/event-stream', authorization: `Bearer ${token}` })
    if (lastEventId) headers.set('last-event-id', lastEventId)
    return send(options.url, { headers, signal, cache: 'no-store' })
  }
  const response = await sendWith(await options.token({ fresh: false }))
  if (response.status !== 401) return response
  await response.body?.cancel()
  return sendWith(await options.token({ fresh: true }))
}

async function read(
  body: ReadableStream<Uint8Array>,
  listening: Listening,
  heard: () => void,
): Promise<void> {
  // The parser takes the byte order mark itself.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const reader = body.getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    heard()
    for (const message of listening.parser.push(decoder.decode(piece.value, { stream: true }))) {
      listening.onMessage(message.data)
    }
  }
}

/** A signal that aborts when nothing was heard for too long, or when `stop` does. */
function watchForSilence(limitMs: number, stop: AbortSignal) {
  const silence = new AbortController()
  const onSilence = () => silence.abort(new Error('silence'))
  let timer = setTimeout(onSilence, limitMs)
  return {
    signal: AbortSignal.any([silence.signal, stop]),
    heard() {
      clearTimeout(timer)
      timer = setTimeout(onSilence, limitMs)
    },
    end() {
      clearTimeout(timer)
      // Frees the connection when the stream was left for another reason than its own end.
      silence.abort()
    },
  }
}

/** Waits; a network that comes back ends the wait at once. */
async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      stop.removeEventListener('abort', done)
      globalThis.removeEventListener?.('online', done)
      resolve()
    }
    stop.addEventListener('abort', done)
    globalThis.addEventListener?.('online', done)
  })
}
