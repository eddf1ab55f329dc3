import type { RealtimeState } from './realtime.ts'
import { retryDelayMs } from './retry-delay.ts'
import { createSseParser } from './sse-parser.ts'
import type { SseParser } from './sse-parser.ts'

/** Where a stream of the backend is, and by what it is opened. */
export interface StreamAddress {
  /** Gives the access token; asked for a fresh one after the backend refused the last. */
  readonly token: (ask: { readonly fresh: boolean }) => Promise<string>
  readonly fetch?: typeof fetch
  /** Silence after which the stream counts as dead; the backend sends a heartbeat every 15 s at most. 30 s. */
  readonly silenceLimitMs?: number
  /** How long to wait after so many failures in a row, in milliseconds. */
  readonly retryDelayMs?: (failures: number, leastMs: number) => number
}

interface ListeningOptions extends StreamAddress {
  /** Asked before each connection. */
  readonly url: () => string
  onState(state: RealtimeState): void
  /** A connection stands; `again` where it is not the first. */
  onLive(again: boolean): void
  onMessage(data: string): void
  /** The token was refused even after it was renewed. No further tries are made. */
  onRefused(): void
}

export interface Listening {
  readonly state: RealtimeState
  /** Opens the stream anew, from its beginning: its address is another one. */
  reopen(): void
  close(): void
}

type Ending = 'refused' | 'failed' | 'broken'

/**
 * Opens a stream of the backend (server-sent events, WHATWG HTML §9.2) by `fetch`, because `EventSource` cannot send an
 * Authorization header, and keeps it open until it is closed or the token is refused for good.
 */
export function keepListening(options: ListeningOptions): Listening {
  const stop = new AbortController()
  const waitMs =
    options.retryDelayMs ?? ((failures, least) => retryDelayMs(failures, Math.random(), least))
  let state: RealtimeState = 'down'
  let wasLive = false
  let lastEventId = ''
  let connection = new AbortController()

  function become(next: RealtimeState): void {
    if (next === state || stop.signal.aborted) return
    state = next
    options.onState(next)
  }

  function onLive(): void {
    become('live')
    if (!stop.signal.aborted) options.onLive(wasLive)
    wasLive = true
  }

  function connect(parser: SseParser): Promise<Ending> {
    connection = new AbortController()
    const signal = AbortSignal.any([stop.signal, connection.signal])
    const onMessage = (data: string) => {
      if (!signal.aborted) options.onMessage(data)
    }
    return listenOnce({ options, stop: signal, parser, lastEventId, onLive, onMessage })
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!stop.signal.aborted) {
      const parser = createSseParser()
      if (state === 'down') become('connecting')
      const ending = await connect(parser)
      if (connection.signal.aborted && !stop.signal.aborted) {
        lastEventId = ''
        continue
      }
      lastEventId = parser.lastEventId || lastEventId
      become('down')
      if (stop.signal.aborted) return
      if (ending === 'refused') return options.onRefused()
      failures = ending === 'broken' ? 0 : failures + 1
      await pause(
        waitMs(failures, parser.retryMs ?? 0),
        AbortSignal.any([stop.signal, connection.signal]),
      )
      if (connection.signal.aborted) lastEventId = ''
    }
  }

  void run()
  return {
    get state() {
      return state
    },
    reopen: () => connection.abort(),
    close() {
      state = 'down'
      stop.abort()
    },
  }
}

interface Connection {
  readonly options: ListeningOptions
  readonly stop: AbortSignal
  readonly parser: SseParser
  readonly lastEventId: string
  onLive(): void
  onMessage(data: string): void
}

/** Opens the stream once and listens until it ends: refused, failed before it was live, or broken afterwards. */
async function listenOnce(connection: Connection): Promise<Ending> {
  const watch = watchForSilence(connection.options.silenceLimitMs ?? 30_000, connection.stop)
  let live = false
  try {
    const response = await request(connection, watch.signal)
    if (response.status === 401 || response.status === 403) return 'refused'
    if (!response.ok || !response.body) return 'failed'
    live = true
    watch.heard()
    connection.onLive()
    await read(response.body, connection, watch.heard)
    return 'broken'
  } catch {
    return live ? 'broken' : 'failed'
  } finally {
    watch.end()
  }
}

async function request(connection: Connection, signal: AbortSignal): Promise<Response> {
  const { options, lastEventId } = connection
  const send = options.fetch ?? fetch
  async function sendWith(token: string): Promise<Response> {
    const headers = new Headers({ accept: 'text/event-stream', authorization: `Bearer ${token}` })
    if (lastEventId) headers.set('last-event-id', lastEventId)
    return send(options.url(), { headers, signal, cache: 'no-store' })
  }
  const response = await sendWith(await options.token({ fresh: false }))
  if (response.status !== 401) return response
  await response.body?.cancel()
  return sendWith(await options.token({ fresh: true }))
}

async function read(
  body: ReadableStream<Uint8Array>,
  connection: Connection,
  heard: () => void,
): Promise<void> {
  // The parser takes the byte order mark itself.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const reader = body.getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    heard()
    for (const message of connection.parser.push(decoder.decode(piece.value, { stream: true }))) {
      connection.onMessage(message.data)
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

/** What a page has that other places have not: word of its network. */
interface Page {
  readonly setTimeout: unknown
  addEventListener?(type: 'online', listener: () => void): void
  removeEventListener?(type: 'online', listener: () => void): void
}
const page: Page = globalThis

/** Waits; a network that comes back ends the wait at once. */
async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      stop.removeEventListener('abort', done)
      page.removeEventListener?.('online', done)
      resolve()
    }
    stop.addEventListener('abort', done)
    page.addEventListener?.('online', done)
  })
}
