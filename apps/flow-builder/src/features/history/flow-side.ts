import type { FlowDocument } from '@iris/contracts'
import { queries, type Api } from '@iris/api-client'
import { useQuery } from '@pinia/colada'
import type { ComputedRef } from 'vue'
import { computed } from 'vue'

/** One of the two that are compared: a version by its number, or the draft. */
export type Side = number | 'draft'

interface SideDocument {
  readonly document: ComputedRef<FlowDocument | undefined>
  readonly error: ComputedRef<unknown>
  readonly retry: () => void
}

/** The document of a version or the draft, as it is chosen. */
export function useSide(
  api: Api,
  flowId: () => string,
  side: () => Side | undefined,
): SideDocument {
  const version = useQuery(() => {
    const chosen = side()
    const number = typeof chosen === 'number' ? chosen : 0
    return { ...queries.flowVersion(api, flowId(), number), enabled: number > 0 }
  })
  const draft = useQuery(() => ({
    ...queries.flowDraft(api, flowId()),
    enabled: side() === 'draft',
    // Somebody may be at work on it.
    staleTime: 0,
  }))
  const query = computed(() => (side() === 'draft' ? draft : version))
  return {
    document: computed(() => query.value.data.value?.document),
    error: computed(() => query.value.error.value),
    retry: () => void query.value.refetch(),
  }
}
