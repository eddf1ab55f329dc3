import { useSession } from '@iris/app-frame'
import { useApi } from '@iris/api-client'
import { useNow } from '@iris/ui'
import { useQuery } from '@pinia/colada'
import { computed, watch } from 'vue'
import type { ComputedRef } from 'vue'
import { adherenceToday } from './adherence-today.ts'

const dayMs = 86_400_000
/** It is a share of all of the day, and changes slowly. */
const everyMs = 300_000

/** Agents' adherence to their schedules since the centre's midnight, 0 to 1, by agent; read anew every five minutes while somebody looks. */
export function useAdherence(): ComputedRef<ReadonlyMap<string, number>> {
  const api = useApi()
  const session = useSession()
  const now = useNow()
  const iso = (ms: number) => new Date(ms).toISOString()
  const query = useQuery(() => ({
    key: ['adherence'],
    query: () => {
      const span = { from: iso(now.value - dayMs), to: iso(now.value) }
      return api.send('listIntervals', { query: { ...span, by: 'agent', every: '1d' } })
    },
    enabled: session.may('figures:read'),
  }))
  watch(
    () => Math.floor(now.value / everyMs),
    () => {
      if (session.may('figures:read') && !document.hidden) void query.refetch()
    },
  )
  return computed(() => adherenceToday(query.data.value?.items ?? [], now.value))
}
