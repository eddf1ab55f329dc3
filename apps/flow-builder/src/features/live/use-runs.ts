import type { FlowRun, FlowRunOutcome } from '@iris/contracts'
import { FlowRunOutcome as KnownOutcome } from '@iris/contracts'
import { queries, type Api } from '@iris/api-client'
import { useInfiniteQuery } from '@pinia/colada'
import type { ComputedRef, Ref } from 'vue'
import { computed, ref } from 'vue'

interface Runs {
  /** Empty for any. */
  readonly outcome: Ref<string>
  /** Nothing while they load. */
  readonly runs: ComputedRef<readonly FlowRun[] | undefined>
  readonly error: ComputedRef<unknown>
  readonly hasMore: ComputedRef<boolean>
  readonly loading: ComputedRef<boolean>
  readonly loadMore: () => void
  readonly refresh: () => void
}

/** The runs of a flow, page by page, newest first. */
export function useRuns(api: Api, flowId: () => string): Runs {
  const outcome = ref('')
  const query = useInfiniteQuery(() =>
    queries.flowRunPages(api, flowId(), knownOutcome(outcome.value)),
  )
  return {
    outcome,
    runs: computed(() => query.state.value.data?.pages.flatMap(({ items }) => items)),
    error: computed(() => query.state.value.error),
    hasMore: computed(() => query.hasNextPage.value),
    loading: computed(() => query.asyncStatus.value === 'loading'),
    loadMore: () => void query.loadNextPage(),
    refresh: () => void query.refetch(),
  }
}

function knownOutcome(text: string): FlowRunOutcome | 'running' | undefined {
  if (text === 'running') return text
  const read = KnownOutcome.safeParse(text)
  return read.success ? read.data : undefined
}
