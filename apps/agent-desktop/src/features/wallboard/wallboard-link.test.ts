import { Api } from '@iris/api-client'
import { fakeBackend, problemResponse } from '@iris/app-frame/testing'
import type { FakeBackend } from '@iris/app-frame/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { holdWallboardLink } from './wallboard-link.ts'
import type { WallboardLinkHold } from './wallboard-link.ts'

const route = 'POST /v1/wallboard-links/open'
const minuteMs = 60_000

let backend: FakeBackend
let link: WallboardLinkHold
let trades: number

function opened() {
  trades++
  return {
    accessToken: `token ${trades}`,
    expiresAt: new Date(Date.now() + 10 * minuteMs).toISOString(),
    linkExpiresAt: '2999-01-01T00:00:00.000Z',
    tenantName: 'Acme',
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  trades = 0
  backend = fakeBackend({ [route]: opened })
  link = holdWallboardLink(new Api({ fetch: backend.fetch }), 'the token')
})
afterEach(() => {
  link.close()
  vi.useRealTimers()
})

describe('a page that holds a link', () => {
  test('trades it for access, and again before that is over', async () => {
    await link.open()
    expect(backend.asked[0]?.body).toEqual({ token: 'the token' })
    expect(link.state.value).toMatchObject({ kind: 'open', tenantName: 'Acme' })
    expect(await link.accessToken({ fresh: false })).toBe('token 1')
    vi.advanceTimersByTime(9.6 * minuteMs)
    expect(await link.accessToken({ fresh: false })).toBe('token 2')
    expect(await link.accessToken({ fresh: true })).toBe('token 3')
  })

  test.each([
    ['link_expired', 401, 'expired'],
    ['link_revoked', 401, 'revoked'],
    ['not_found', 404, 'unknown'],
  ] as const)('ends with %s (%d), and says so', async (code, status, why) => {
    await link.open()
    backend.answer(route, () => problemResponse({ code, status }))
    await expect(link.accessToken({ fresh: true })).rejects.toThrow(code)
    expect(link.state.value).toEqual({ kind: 'ended', why })
  })

  test('tries again by itself where Iris did not answer', async () => {
    backend.answer(route, () => problemResponse({ code: 'unavailable', status: 503 }))
    await link.open()
    expect(link.state.value.kind).toBe('failed')
    backend.answer(route, opened)
    await vi.advanceTimersByTimeAsync(5000)
    expect(link.state.value.kind).toBe('open')
  })

  test('waits as long as it is told to after too many tries', async () => {
    backend.answer(route, () =>
      problemResponse({ code: 'too_many_requests', status: 429, retryAfterSeconds: 900 }),
    )
    await link.open()
    backend.answer(route, opened)
    await vi.advanceTimersByTimeAsync(899_000)
    expect(trades).toBe(0)
    await vi.advanceTimersByTimeAsync(1000)
    expect(link.state.value.kind).toBe('open')
  })

  test('leaves what is shown where it is while the network is gone', async () => {
    await link.open()
    backend.answer(route, () => problemResponse({ code: 'unavailable', status: 503 }))
    await expect(link.accessToken({ fresh: true })).rejects.toThrow('unavailable')
    expect(link.state.value.kind).toBe('open')
  })

  test('asks nothing where the address has no token', async () => {
    const bare = holdWallboardLink(new Api({ fetch: backend.fetch }), '')
    await bare.open()
    expect(bare.state.value).toEqual({ kind: 'ended', why: 'unknown' })
    expect(backend.asked).toEqual([])
  })
})
