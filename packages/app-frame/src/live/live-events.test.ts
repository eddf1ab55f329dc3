import { Api } from '@iris/api-client'
import type { IrisEvent } from '@iris/contracts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLiveEvents } from './live-events.ts'
import type { LiveEvents } from './live-events.ts'

let streams: ReadableStreamDefaultController<Uint8Array>[]
let live: LiveEvents
const refused = vi.fn<() => void>()
let status: number

const signedIn = { accessToken: 't', expiresAt: '2999-01-01T00:00:00.000Z', me: {} }

beforeEach(() => {
  streams = []
  status = 200
  vi.stubGlobal('fetch', async () => {
    const body = new ReadableStream<Uint8Array>({ start: (stream) => void streams.push(stream) })
    return new Response(status === 200 ? body : null, { status })
  })
  const api = new Api({ fetch: async () => Response.json(signedIn) })
  live = createLiveEvents({ api, onRefused: refused })
})
afterEach(() => {
  live.close()
  vi.unstubAllGlobals()
  refused.mockReset()
})

function say(stream: number, event: Pick<IrisEvent, 'type' | 'payload'>): void {
  const data = JSON.stringify({ id: '1', tenantId: 't', at: 'now', ...event })
  streams[stream]?.enqueue(new TextEncoder().encode(`data: ${data}\n\n`))
}

describe('live events', () => {
  test('reach those who asked for their type', async () => {
    const heard: string[] = []
    live.on('queue.changed', ({ payload }) => heard.push(payload.queueId))
    const stop = live.onAny(({ type }) => heard.push(type))
    live.open()
    await vi.waitFor(() => expect(live.state.value).toBe('live'))
    say(0, { type: 'queue.changed', payload: { queueId: 'q1' } })
    say(0, { type: 'call.answered', payload: { callId: 'c1' } })
    await vi.waitFor(() => expect(heard).toEqual(['q1', 'queue.changed', 'call.answered']))
    stop()
    say(0, { type: 'queue.changed', payload: { queueId: 'q2' } })
    await vi.waitFor(() => expect(heard.at(-1)).toBe('q2'))
  })

  test('ask for a fresh look when they begin, and after every gap', async () => {
    const fresh = vi.fn<() => void>()
    live.onFresh(fresh)
    live.open()
    await vi.waitFor(() => expect(fresh).toHaveBeenCalledTimes(1))
    streams[0]?.close()
    await vi.waitFor(() => expect(fresh).toHaveBeenCalledTimes(2), 5000)
    expect(streams).toHaveLength(2)
  })

  test('say when they are not wanted here', async () => {
    status = 401
    live.open()
    await vi.waitFor(() => expect(refused).toHaveBeenCalled())
  })
})
