import { adminQueries, useApi } from '@iris/api-client'
import { isForbidden } from '@iris/app-frame'
import type { Contact } from '@iris/contracts'
import type { ListState } from '@iris/ui'
import { useInfiniteQuery } from '@pinia/colada'
import { computed, onScopeDispose, ref, watch } from 'vue'
import type { ComputedRef, Ref } from 'vue'

const typingPauseMs = 300

export interface UseContactList {
  /** What is typed; the list follows once nobody types for a moment. */
  readonly typed: Ref<string>
  /** What the list is searched for. */
  readonly search: Readonly<Ref<string>>
  readonly contacts: ComputedRef<readonly Contact[]>
  readonly state: ComputedRef<ListState>
  readonly error: ComputedRef<unknown>
  readonly hasMore: ComputedRef<boolean>
  readonly loading: ComputedRef<boolean>
  loadMore(): void
  refresh(): void
}

/** Contacts that fit what is searched for, page by page, newest first. */
export function useContactList(): UseContactList {
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
    adminQueries.contactPages(api, search.value === '' ? {} : { search: search.value }),
  )
  const contacts = computed(() => query.state.value.data?.pages.flatMap(({ items }) => items) ?? [])
  const error = computed(() => query.state.value.error)
  return {
    typed,
    search,
    contacts,
    error,
    state: computed(() => {
      const { status } = query.state.value
      if (contacts.value.length > 0 || status === 'success') return 'ready'
      if (status === 'pending') return 'loading'
      return isForbidden(error.value) ? 'forbidden' : 'error'
    }),
    hasMore: computed(() => query.hasNextPage.value),
    loading: computed(() => query.asyncStatus.value === 'loading'),
    loadMore: () => void query.loadNextPage(),
    refresh: () => void query.refetch(),
  }
}
