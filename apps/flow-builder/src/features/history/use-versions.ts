import type { FlowVersionSummary } from '@iris/contracts'
import { queries, type Api } from '@iris/api-client'
import { useInfiniteQuery } from '@pinia/colada'
import type { ComputedRef } from 'vue'
import { computed } from 'vue'

interface Versions {
  /** Newest first; nothing while they load. */
  readonly versions: ComputedRef<readonly FlowVersionSummary[] | undefined>
  readonly error: ComputedRef<unknown>
  readonly hasMore: ComputedRef<boolean>
  readonly loading: ComputedRef<boolean>
  readonly loadMore: () => void
  readonly refresh: () => void
}

export function useVersions(api: Api, flowId: () => string): Versions {
  const query = useInfiniteQuery(() => queries.flowVersionPages(api, flowId()))
  return {
    versions: computed(() => query.state.value.data?.pages.flatMap(({ items }) => items)),
    error: computed(() => query.state.value.error),
    hasMore: computed(() => query.hasNextPage.value),
    loading: computed(() => query.asyncStatus.value === 'loading'),
    loadMore: () => void query.loadNextPage(),
    refresh: () => void query.refetch(),
  }
}
