import { describe, expect, test } from 'vitest'
import { Api } from './api.ts'
import { queries } from './queries.ts'

function apiThat(answer: (url: string) => unknown): Api {
  const signedIn = { accessToken: 't', expiresAt: '2999-01-01T00:00:00.000Z', me: {} }
  return new Api({
    fetch: async (input) => {
      const url = String(input)
      return Response.json(url.endsWith('/refresh') ? signedIn : answer(url))
    },
  })
}

describe('the pages of a list of calls', () => {
  test('are asked for by the cursor of the page before', async () => {
    const asked: string[] = []
    const api = apiThat((url) => {
      asked.push(url)
      return { items: [], nextCursor: 'c2' }
    })
    const { query, getNextPageParam, initialPageParam } = queries.callPages(api, { number: '5' })
    const first = await query({ pageParam: initialPageParam })
    await query({ pageParam: getNextPageParam(first) })
    expect(asked).toEqual(['/v1/calls?number=5', '/v1/calls?number=5&cursor=c2'])
  })

  test('end where there is no cursor', () => {
    expect(queries.callPages(apiThat(() => ({}))).getNextPageParam({ items: [] })).toBeNull()
  })
})

describe('who waits in several queues', () => {
  test('is known by the queue', async () => {
    const api = apiThat((url) => ({ items: [{ callId: url.split('/')[3] }] }))
    const waiting = await queries.waitingIn(api, ['q1', 'q2']).query()
    expect([...waiting]).toEqual([
      ['q1', [{ callId: 'q1' }]],
      ['q2', [{ callId: 'q2' }]],
    ])
  })
})

describe('keys', () => {
  test('begin with the resource, so that one word makes all of it stale', () => {
    const api = apiThat(() => ({}))
    expect(queries.call(api, 'x').key[0]).toBe(queries.callPages(api).key[0])
    expect(queries.waitingIn(api, ['q1']).key[0]).toBe(queries.queues(api).key[0])
  })
})
