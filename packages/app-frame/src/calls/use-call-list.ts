import { queries, useApi } from '@iris/api-client'
import type { Call } from '@iris/contracts'
import { useNow } from '@iris/ui'
import { useInfiniteQuery } from '@pinia/colada'
import { computed } from 'vue'
import type { ComputedRef, Ref } from 'vue'
import { startOfDay } from '../formats/format-time.ts'
import { requestFor } from './call-filters.ts'
import type { CallFilters } from './call-filters.ts'

export interface UseCallList {
  readonly calls: ComputedRef<readonly Call[]>
  readonly hasMore: ComputedRef<boolean>
  readonly loadingMore: ComputedRef<boolean>
  readonly status: ComputedRef<'pending' | 'success' | 'error'>
  readonly error: ComputedRef<unknown>
  loadMore(): void
  refresh(): void
}

/** The calls that fit the filters, page by page, newest first. What is on show stays while it is fetched anew. */
export function useCallList(filters: Readonly<Ref<CallFilters>>): UseCallList {
  const api = useApi()
  const now = useNow()
  const today = computed(() => startOfDay(new Date(now.value)))
  const request = computed(() => requestFor(filters.value, today.value))
  const { state, asyncStatus, hasNextPage, loadNextPage, refetch } = useInfiniteQuery(() =>
    queries.callPages(api, request.value),
  )

  const calls = computed(() => state.value.data?.pages.flatMap(({ items }) => items) ?? [])
  return {
    calls,
    hasMore: computed(() => hasNextPage.value),
    loadingMore: computed(() => asyncStatus.value === 'loading'),
    // What was loaded before stays better than an error in its place.
    status: computed(() => (calls.value.length > 0 ? 'success' : state.value.status)),
    error: computed(() => state.value.error),
    loadMore: () => void loadNextPage(),
    refresh: () => void refetch(),
  }
}
