import { adminQueries, useApi } from '@iris/api-client'
import { isForbidden } from '@iris/app-frame'
import type { Customer } from '@iris/contracts'
import type { ListState } from '@iris/ui'
import { useInfiniteQuery } from '@pinia/colada'
import { computed, onScopeDispose, ref, watch } from 'vue'
import type { ComputedRef, Ref } from 'vue'

const typingPauseMs = 300

export interface UseCustomerList {
  /** What is typed; the list follows once nobody types for a moment. */
  readonly typed: Ref<string>
  /** What the list is searched for. */
  readonly search: Readonly<Ref<string>>
  readonly customers: ComputedRef<readonly Customer[]>
  readonly state: ComputedRef<ListState>
  readonly error: ComputedRef<unknown>
  readonly hasMore: ComputedRef<boolean>
  readonly loading: ComputedRef<boolean>
  loadMore(): void
  refresh(): void
}

/** Customers that fit what is searched for, page by page, newest first. */
export function useCustomerList(): UseCustomerList {
  const api = useApi()
  const typed = ref('')
  const search = ref('')
  let typing: ReturnType<typeof setTimeout> | undefined
  watch(typed, (text) => {
    clearTimeout(typing)
    typing = setTimeout(() => (search.value = text.trim().slice(0, 80)), typingPauseMs)
  })
  onScopeDispose(() => clearTimeout(typing))

  const query = useInfiniteQuery(() =>
    adminQueries.customerPages(api, search.value === '' ? {} : { search: search.value }),
  )
  const customers = computed(
    () => query.state.value.data?.pages.flatMap(({ items }) => items) ?? [],
  )
  const error = computed(() => query.state.value.error)
  return {
    typed,
    search,
    customers,
    error,
    state: computed(() => {
      const { status } = query.state.value
      if (customers.value.length > 0 || status === 'success') return 'ready'
      if (status === 'pending') return 'loading'
      return isForbidden(error.value) ? 'forbidden' : 'error'
    }),
    hasMore: computed(() => query.hasNextPage.value),
    loading: computed(() => query.asyncStatus.value === 'loading'),
    loadMore: () => void query.loadNextPage(),
    refresh: () => void query.refetch(),
  }
}
