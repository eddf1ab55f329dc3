/// <reference types="node" />
import type { SignedIn } from '@iris/contracts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from './api-error.ts'
import { Api } from './api.ts'
import type { ApiOptions } from './api.ts'
import { HttpBackend } from './testing/http-backend.ts'

let backend: HttpBackend
let minted = 0

beforeEach(async () => {
  minted = 0
  backend = await HttpBackend.start()
  backend.answer('POST /v1/session/refresh', () => signedIn())
  backend.answer('GET /v1/queues', () => ({ items: [] }))
})
afterEach(() => backend.stop())

function signedIn(lifeMs = 600_000): SignedIn {
  minted += 1
  return {
    accessToken: `token ${minted}`,
    expiresAt: new Date(Date.now() + lifeMs).toISOString(),
    me: { user: { id: 'u1', name: 'Ada' }, permissions: [] } as unknown as SignedIn['me'],
  }
}

function open(options: ApiOptions = {}): Api {
  return new Api({ origin: backend.origin, ...options })
}

async function failureOf(sending: Promise<unknown>): Promise<ApiError['failure']> {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ApiError)) throw new Error(`rejected with ${String(error)}`)
  return error.failure
}

describe('a request', () => {
  test('fills in the path, the query and the body, and carries the token', async () => {
    backend.answer('PATCH /v1/users/a%20b', ({ body }) => body)
    const api = open()
    await api.send('updateUser', { params: { id: 'a b' }, body: { disabled: true } })
    expect(backend.to('PATCH /v1/users/a%20b')).toMatchObject([
      { body: { disabled: true }, headers: { authorization: 'Bearer token 1' } },
    ])
    backend.answer('GET /v1/calls', () => ({ items: [] }))
    await api.send('listCalls', { query: { number: '555', queueId: undefined, limit: 5 } })
    expect(backend.came.at(-1)?.url).toBe('/v1/calls?number=555&limit=5')
  })

  test('gives each POST a key of its own, and other requests none', async () => {
    backend.answer('POST /v1/me/wrap-up/finish', () => ({ id: 'u1' }))
    const api = open()
    await api.send('finishWrapUp')
    await api.send('finishWrapUp')
    await api.send('listQueues')
    const keys = backend.to('POST /v1/me/wrap-up/finish').map((came) => came.headers)
    expect(keys[0]?.['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
    expect(keys[0]?.['idempotency-key']).not.toBe(keys[1]?.['idempotency-key'])
    expect(backend.to('GET /v1/queues')[0]?.headers['idempotency-key']).toBeUndefined()
  })

  test('that the network lost is sent once more, a POST under the same key', async () => {
    let tries = 0
    backend.on('POST /v1/me/wrap-up/finish', (came, response) => {
      tries += 1
      if (tries === 1) return void response.socket?.destroy()
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ key: came.headers['idempotency-key'] }))
    })
    await open().send('finishWrapUp')
    const [first, second] = backend.to('POST /v1/me/wrap-up/finish')
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
    expect(tries).toBe(2)
  })

  test('resolves with nothing where the answer has no body', async () => {
    backend.on('DELETE /v1/session', (_came, response) => void response.writeHead(204).end())
    await expect(open().send('signOut')).resolves.toBeUndefined()
  })
})

describe('a failure', () => {
  test('is the problem the backend names, with what is wrong with each field', async () => {
    backend.on('POST /v1/session', (_came, response) => {
      response.writeHead(422, { 'content-type': 'application/problem+json; charset=utf-8' })
      const errors = [{ path: '/email', message: 'Write an address.' }]
      response.end(JSON.stringify({ status: 422, code: 'validation_failed', title: 'x', errors }))
    })
    const error = await open()
      .signIn('nobody', 'secret')
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({
      code: 'validation_failed',
      fields: [{ path: '/email', message: 'Write an address.' }],
    })
  })

  test('is "unreadable" when something else answers', async () => {
    expect(await failureOf(open().send('listUsers'))).toEqual({ kind: 'unreadable', status: 404 })
  })

  test('is "unreachable" when nothing answers, after two tries', async () => {
    const send = vi.fn<typeof fetch>().mockRejectedValue(new TypeError('fetch failed'))
    expect(await failureOf(open({ fetch: send }).signIn('a@b.test', 'x'))).toEqual({
      kind: 'unreachable',
    })
    expect(send).toHaveBeenCalledTimes(2)
  })

  test('is "timeout" when the answer does not come, and is not tried again', async () => {
    backend.on('POST /v1/session', () => undefined)
    const api = open({ timeoutMs: 50 })
    expect(await failureOf(api.signIn('a@b.test', 'x'))).toEqual({ kind: 'timeout' })
    expect(backend.to('POST /v1/session')).toHaveLength(1)
  })
})

describe('the access token', () => {
  test('is fetched once for all who ask at the same time', async () => {
    const api = open()
    await Promise.all([api.send('listQueues'), api.send('listQueues'), api.token()])
    expect(backend.to('POST /v1/session/refresh')).toHaveLength(1)
    expect(backend.to('GET /v1/queues')).toHaveLength(2)
  })

  test('is renewed before it runs out', async () => {
    backend.answer('POST /v1/session/refresh', () => signedIn(minted === 0 ? 20_000 : 600_000))
    const api = open()
    await api.resume()
    await api.send('listQueues')
    expect(backend.to('GET /v1/queues')[0]?.headers.authorization).toBe('Bearer token 2')
  })

  test.each(['token_expired', 'not_signed_in'])(
    'is renewed and the request sent again when the backend says %s',
    async (code) => {
      let refused = 0
      backend.on('GET /v1/queues', ({ headers }, response) => {
        const isStale = headers.authorization === 'Bearer token 1'
        refused += isStale ? 1 : 0
        response.writeHead(isStale ? 401 : 200, {
          'content-type': isStale ? 'application/problem+json' : 'application/json',
        })
        response.end(JSON.stringify(isStale ? { status: 401, code, title: code } : { items: [] }))
      })
      await expect(open().send('listQueues')).resolves.toEqual({ items: [] })
      expect([refused, minted]).toEqual([1, 2])
    },
  )

  test('is not asked for twice when the fresh one is refused too', async () => {
    backend.refuse('GET /v1/queues', { code: 'token_expired', status: 401 })
    expect(await failureOf(open().send('listQueues'))).toMatchObject({ kind: 'problem' })
    expect(backend.to('GET /v1/queues')).toHaveLength(2)
  })
})

describe('the session', () => {
  test('is told of when it begins and ends', async () => {
    backend.answer('POST /v1/session', () => signedIn())
    backend.on('DELETE /v1/session', (_came, response) => void response.writeHead(204).end())
    const told = vi.fn<NonNullable<ApiOptions['onSession']>>()
    const api = open({ onSession: told })
    await api.signIn('ada@example.test', 'secret')
    await api.signOut()
    expect(told.mock.calls.map(([session]) => session?.accessToken)).toEqual(['token 1', undefined])
    expect(api.signedIn).toBeUndefined()
  })

  test('is none when the cookie stands for none', async () => {
    backend.refuse('POST /v1/session/refresh', { code: 'session_ended', status: 401 })
    const told = vi.fn<NonNullable<ApiOptions['onSession']>>()
    await expect(open({ onSession: told }).resume()).resolves.toBeUndefined()
    expect(told).not.toHaveBeenCalled()
  })

  test('is over as soon as any request hears so', async () => {
    const told = vi.fn<NonNullable<ApiOptions['onSession']>>()
    const api = open({ onSession: told })
    await api.resume()
    backend.refuse('GET /v1/queues', { code: 'session_ended', status: 401 })
    await failureOf(api.send('listQueues'))
    expect(told).toHaveBeenLastCalledWith(undefined)
  })

  test('stays when Iris cannot be reached', async () => {
    const api = open()
    await api.resume()
    await backend.stop()
    expect(await failureOf(api.renew())).toEqual({ kind: 'unreachable' })
    expect(api.signedIn?.accessToken).toBe('token 1')
    backend = await HttpBackend.start()
  })
})

describe('the backend’s time', () => {
  test('is taken from its answers when the clocks differ', async () => {
    backend.on('GET /v1/queues', (_came, response) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        date: new Date(Date.now() + 3_600_000).toUTCString(),
      })
      response.end('{"items":[]}')
    })
    const api = open()
    await api.send('listQueues')
    expect(api.now() - Date.now()).toBeGreaterThan(3_590_000)
  })

  test('is this machine’s while they agree', async () => {
    const api = open()
    await api.send('listQueues')
    vi.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000)
    expect(api.now()).toBe(1_800_000_000_000)
    vi.restoreAllMocks()
  })
})
