/// <reference types="node" />
import type { IrisEvent } from '@iris/contracts'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openStream } from './open-stream.ts'
import type { StreamOptions } from './open-stream.ts'
import type { Realtime } from './realtime.ts'

const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

/** A queue that can be awaited: what tests wait on in place of sleeping. */
function createQueue<T>() {
  const items: T[] = []
  const waiting: ((item: T) => void)[] = []
  return {
    push(item: T) {
      const next = waiting.shift()
      if (next) next(item)
      else items.push(item)
    },
    take(): Promise<T> {
      const item = items.shift()
      return item === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(item)
    },
    get length() {
      return items.length
    },
  }
}

interface Visit {
  request: IncomingMessage
  response: ServerResponse
}

async function startServer() {
  const visits = createQueue<Visit>()
  const server = createServer((request, response) => visits.push({ request, response }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}/v1/stream`, visits, server }
}

function startStream(url: string, more: Partial<StreamOptions> = {}) {
  const seen = createQueue<string>()
  const events = createQueue<IrisEvent>()
  const asked: boolean[] = []
  const stream: Realtime = openStream({
    url,
    token: ({ fresh }) => {
      asked.push(fresh)
      return Promise.resolve(fresh ? 'fresh' : 'token')
    },
    retryDelayMs: () => 1,
    onEvent: (event) => events.push(event),
    onState: (state) => seen.push(state),
    onGap: () => seen.push('gap'),
    onRefused: () => seen.push('refused'),
    ...more,
  })
  closers.push(() => stream.close())
  return { stream, seen, events, asked }
}

function begin({ response }: Visit): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  return response
}

const event = {
  id: 'e1',
  type: 'queue.changed',
  tenantId: 't1',
  at: '2026-11-20T09:30:00.000Z',
  payload: { queueId: 'Größe 😀' },
} as const
const written = `id: e1\ndata: ${JSON.stringify(event)}\n\n`

it('hands on the events of the stream, however its bytes were cut', async () => {
  const { url, visits } = await startServer()
  const { events, seen } = startStream(url)
  const visit = await visits.take()
  expect(visit.request.headers.authorization).toBe('Bearer token')
  expect(visit.request.headers.accept).toBe('text/event-stream')
  const response = begin(visit)
  expect([await seen.take(), await seen.take()]).toEqual(['connecting', 'live'])
  for (const byte of Buffer.from(`\uFEFF: hello\n\n${written}`)) response.write(Buffer.of(byte))
  expect(await events.take()).toEqual(event)
})

it('opens a broken stream anew, says where it stood and that events may be missing', async () => {
  const { url, visits } = await startServer()
  const { seen, events } = startStream(url)
  const first = begin(await visits.take())
  first.write(written)
  await events.take()
  first.destroy()
  const second = await visits.take()
  expect(second.request.headers['last-event-id']).toBe('e1')
  begin(second)
  const path = []
  for (let i = 0; i < 6; i += 1) path.push(await seen.take())
  expect(path).toEqual(['connecting', 'live', 'down', 'connecting', 'live', 'gap'])
})

it('keeps the id over a connection that brought none', async () => {
  const { url, visits } = await startServer()
  const { events } = startStream(url)
  const first = begin(await visits.take())
  first.write(written)
  await events.take()
  first.end()
  begin(await visits.take()).end()
  expect((await visits.take()).request.headers['last-event-id']).toBe('e1')
})

describe('silence', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  /** A `fetch` whose streams the test writes by hand, so that time can be faked. */
  function createHandFetch() {
    const opened = createQueue<{ write(text: string): void; signal: AbortSignal }>()
    async function handFetch(_: unknown, init?: RequestInit): Promise<Response> {
      const signal = init?.signal
      if (!signal) throw new Error('no signal was given')
      const body = new TransformStream<Uint8Array, Uint8Array>()
      const writer = body.writable.getWriter()
      signal.addEventListener(
        'abort',
        () => void writer.abort(signal.reason).catch(() => undefined),
      )
      opened.push({ write: (text) => void writer.write(new TextEncoder().encode(text)), signal })
      return new Response(body.readable)
    }
    return { handFetch, opened }
  }

  it('of thirty seconds ends a stream, and another is opened', async () => {
    const { handFetch, opened } = createHandFetch()
    const { seen } = startStream('http://unused', { fetch: handFetch })
    const first = await opened.take()
    expect([await seen.take(), await seen.take()]).toEqual(['connecting', 'live'])
    await vi.advanceTimersByTimeAsync(29_999)
    expect(first.signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(first.signal.aborted).toBe(true)
    expect(await seen.take()).toBe('down')
    await vi.advanceTimersByTimeAsync(1)
    await opened.take()
    expect([await seen.take(), await seen.take(), await seen.take()]).toEqual([
      'connecting',
      'live',
      'gap',
    ])
  })

  it('is no silence when heartbeats come', async () => {
    const { handFetch, opened } = createHandFetch()
    const { stream, events } = startStream('http://unused', { fetch: handFetch })
    const only = await opened.take()
    for (let i = 0; i < 10; i += 1) {
      only.write(': heartbeat\n\n')
      await vi.advanceTimersByTimeAsync(15_000)
    }
    only.write(written)
    expect(await events.take()).toEqual(event)
    expect(stream.state).toBe('live')
    expect(only.signal.aborted).toBe(false)
  })

  it('of a server that does not even answer ends the try', async () => {
    const signals: AbortSignal[] = []
    startStream('http://unused', {
      fetch: (_, init) => {
        const signal = init?.signal
        if (!signal) throw new Error('no signal was given')
        signals.push(signal)
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted'))),
        )
      },
    })
    await vi.advanceTimersByTimeAsync(30_001)
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false])
  })
})

it('asks for a fresh token once when the token is refused', async () => {
  const { url, visits } = await startServer()
  const { asked, seen } = startStream(url)
  const first = await visits.take()
  first.response.writeHead(401).end('{}')
  const second = await visits.take()
  expect(second.request.headers.authorization).toBe('Bearer fresh')
  begin(second)
  expect([await seen.take(), await seen.take()]).toEqual(['connecting', 'live'])
  expect(asked).toEqual([false, true])
})

it('reports a fresh token that is refused too, and tries no more', async () => {
  const { url, visits } = await startServer()
  const { seen, asked, stream } = startStream(url)
  for (let i = 0; i < 2; i += 1) (await visits.take()).response.writeHead(401).end()
  expect([await seen.take(), await seen.take(), await seen.take()]).toEqual([
    'connecting',
    'down',
    'refused',
  ])
  expect(asked).toEqual([false, true])
  expect(stream.state).toBe('down')
})

it('tries on while the server fails or cannot be reached', async () => {
  const { url, visits, server } = await startServer()
  const failures: number[] = []
  const { seen } = startStream(url, {
    retryDelayMs: (count) => {
      failures.push(count)
      return 1
    },
  })
  ;(await visits.take()).response.writeHead(503).end()
  ;(await visits.take()).response.destroy()
  begin(await visits.take())
  server.closeAllConnections()
  begin(await visits.take())
  expect(failures).toEqual([1, 2, 0])
  expect(await seen.take()).toBe('connecting')
})

it('waits as long as the stream asked for', async () => {
  const { url, visits } = await startServer()
  const least = createQueue<number>()
  startStream(url, {
    retryDelayMs: (_, leastMs) => {
      least.push(leastMs)
      return 1
    },
  })
  begin(await visits.take()).end('retry: 77\n\n')
  expect(await least.take()).toBe(77)
})

it('keeps trying when no token can be had', async () => {
  const { url, visits } = await startServer()
  let tries = 0
  startStream(url, {
    token: () => {
      tries += 1
      return tries < 3 ? Promise.reject(new Error('offline')) : Promise.resolve('token')
    },
  })
  await visits.take()
  expect(tries).toBe(3)
})

it.each(['not json', '{"id":"e1"}', 'null', '[]'])('counts %s as a gap', async (data) => {
  const { url, visits } = await startServer()
  const { seen } = startStream(url)
  begin(await visits.take()).write(`data: ${data}\n\n`)
  expect([await seen.take(), await seen.take(), await seen.take()]).toEqual([
    'connecting',
    'live',
    'gap',
  ])
})

it('says nothing more once closed, and lets go of the connection', async () => {
  const { url, visits } = await startServer()
  const { stream, seen, events } = startStream(url)
  const response = begin(await visits.take())
  expect([await seen.take(), await seen.take()]).toEqual(['connecting', 'live'])
  stream.close()
  stream.close()
  response.write(written)
  await once(response, 'close')
  expect(stream.state).toBe('down')
  expect(seen.length + events.length + visits.length).toBe(0)
})

it('tries at once when the network is back', async () => {
  const { url, visits } = await startServer()
  const network = new EventTarget()
  const { addEventListener, removeEventListener } = globalThis
  Object.assign(globalThis, {
    addEventListener: network.addEventListener.bind(network),
    removeEventListener: network.removeEventListener.bind(network),
  })
  closers.push(() => Object.assign(globalThis, { addEventListener, removeEventListener }))
  const { seen } = startStream(url, { retryDelayMs: () => 60_000 })
  ;(await visits.take()).response.destroy()
  expect([await seen.take(), await seen.take()]).toEqual(['connecting', 'down'])
  await Promise.resolve()
  network.dispatchEvent(new Event('online'))
  await visits.take()
})
