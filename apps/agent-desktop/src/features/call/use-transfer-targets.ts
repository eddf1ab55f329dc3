import type { TransferTargets } from '@iris/contracts'
import { queries, useApi } from '@iris/api-client'
import { useQuery } from '@pinia/colada'
import { type Ref, shallowRef, watch } from 'vue'
import { inSamePlaces } from './in-same-places.ts'

const askEveryMs = 3000

/**
 * Whom a call can be given to, as of now: agents are not told what their colleagues do, so it is asked again and again while
 * somebody looks. Whoever is shown keeps their place until something else is searched for.
 */
export function useTransferTargets(isOpen: Ref<boolean>, search: Ref<string>) {
  const api = useApi()
  const { data, error, refetch, isPlaceholderData } = useQuery(() => ({
    ...queries.transferTargets(api, search.value.trim()),
    enabled: isOpen.value,
    // What was found before stays until what fits better is there.
    placeholderData: (before) => before,
  }))
  const targets = shallowRef<TransferTargets>()
  let placesOf: string | undefined

  watch(
    [data, isPlaceholderData],
    ([found, isOld]) => {
      if (!found || isOld) return
      const before = placesOf === search.value ? (targets.value?.agents ?? []) : []
      placesOf = search.value
      const agents = inSamePlaces(
        before.map(({ id }) => id),
        found.agents,
      )
      targets.value = { ...found, agents }
    },
    { immediate: true },
  )

  watch(
    isOpen,
    (isNow, _before, onCleanup) => {
      if (!isNow) return
      placesOf = undefined
      const asking = setInterval(() => void refetch(), askEveryMs)
      onCleanup(() => clearInterval(asking))
    },
    // It may be loaded only when it is opened first.
    { immediate: true },
  )

  return { targets, error, refetch }
}
