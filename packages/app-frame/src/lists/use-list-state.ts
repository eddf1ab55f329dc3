import type { ListState } from '@iris/ui'
import { computed } from 'vue'
import type { ComputedRef, Ref } from 'vue'
import { isForbidden } from '../errors/error-words.ts'

/** A list's query, as Pinia Colada's `useQuery` gives it. */
export interface ListQuery {
  readonly data: Readonly<Ref<unknown>>
  readonly status: Readonly<Ref<'pending' | 'success' | 'error'>>
  readonly error: Readonly<Ref<unknown>>
}

/** What a table shows of a query: what came stays on show while it is fetched again, also when that fails. */
export function useListState({ data, status, error }: ListQuery): ComputedRef<ListState> {
  return computed(() => {
    if (data.value) return 'ready'
    if (status.value !== 'error') return 'loading'
    return isForbidden(error.value) ? 'forbidden' : 'error'
  })
}

/** Whether there is nothing to show of a query because it failed. */
export function hasFailed({ data, error }: Pick<ListQuery, 'data' | 'error'>): boolean {
  return !data.value && Boolean(error.value)
}
