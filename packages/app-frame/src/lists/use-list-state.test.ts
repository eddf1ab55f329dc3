import { ApiError } from '@iris/api-client'
import { expect, test } from 'vitest'
import { ref, shallowRef } from 'vue'
import { hasFailed, useListState } from './use-list-state.ts'

const query = () => ({
  data: shallowRef<object>(),
  status: ref<'pending' | 'success' | 'error'>('pending'),
  error: shallowRef<unknown>(null),
})

test('a list loads until it is there, and stays on show when it cannot be fetched again', () => {
  const list = query()
  const state = useListState(list)
  expect(state.value).toBe('loading')
  list.data.value = {}
  list.status.value = 'success'
  expect(state.value).toBe('ready')
  list.status.value = 'error'
  list.error.value = new Error('no network')
  expect(state.value).toBe('ready')
})

test('a list that never came says whether it may not be seen or failed', () => {
  const list = query()
  const state = useListState(list)
  list.status.value = 'error'
  list.error.value = new Error('no network')
  expect(state.value).toBe('error')
  list.error.value = new ApiError({
    kind: 'problem',
    problem: { type: '/docs/errors/forbidden', title: 'Forbidden', status: 403, code: 'forbidden' },
  })
  expect(state.value).toBe('forbidden')
})

test('a query has failed only while there is nothing to show of it', () => {
  const list = query()
  expect(hasFailed(list)).toBe(false)
  list.error.value = new Error('no network')
  expect(hasFailed(list)).toBe(true)
  list.data.value = {}
  expect(hasFailed(list)).toBe(false)
})
