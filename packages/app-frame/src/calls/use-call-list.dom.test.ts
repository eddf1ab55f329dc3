import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { shallowRef } from 'vue'
import { problemResponse } from '../testing/fake-backend.ts'
import { withFrame } from '../testing/with-frame.ts'
import type { FrameForTests } from '../testing/with-frame.ts'
import type { CallFilters } from './call-filters.ts'
import { useCallList } from './use-call-list.ts'

let frame: FrameForTests
beforeEach(async () => {
  frame = await withFrame({ permissions: ['calls:read'] })
})
afterEach(() => frame.close())

const calls = (...ids: string[]) => ids.map((id) => ({ id }))

describe('the list of calls', () => {
  test('grows by a page at a time until there are no more', async () => {
    frame.backend.answer('GET /v1/calls', ({ query }) =>
      query['cursor'] === undefined
        ? { items: calls('c3', 'c2'), nextCursor: 'after-c2' }
        : { items: calls('c1') },
    )
    const list = frame.run(() => useCallList(shallowRef<CallFilters>({})))
    expect(list.status.value).toBe('pending')
    await flushPromises()
    expect([list.calls.value.length, list.hasMore.value]).toEqual([2, true])
    list.loadMore()
    await flushPromises()
    expect(list.calls.value.map(({ id }) => id)).toEqual(['c3', 'c2', 'c1'])
    expect(list.hasMore.value).toBe(false)
  })

  test('is asked for anew when a filter changes', async () => {
    frame.backend.answer('GET /v1/calls', ({ query }) => ({
      items: calls(query['state'] ?? 'all'),
    }))
    const filters = shallowRef<CallFilters>({})
    const list = frame.run(() => useCallList(filters))
    await flushPromises()
    filters.value = { state: 'live' }
    await flushPromises()
    expect(list.calls.value.map(({ id }) => id)).toEqual(['live'])
  })

  test('says what went wrong, and tries again', async () => {
    frame.backend.answer('GET /v1/calls', () =>
      problemResponse({ code: 'unavailable', status: 503 }),
    )
    const list = frame.run(() => useCallList(shallowRef<CallFilters>({})))
    await flushPromises()
    expect(list.status.value).toBe('error')
    frame.backend.answer('GET /v1/calls', () => ({ items: calls('c1') }))
    list.refresh()
    await flushPromises()
    expect(list.status.value).toBe('success')
  })
})
