import { useSession } from '@iris/app-frame'
import { queries, useApi } from '@iris/api-client'
import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import type { ComputedRef } from 'vue'

interface Named {
  readonly id: string
  readonly name: string
}

/** Where contacts can go that cannot wait in a queue. */
export interface Targets {
  readonly queue: readonly Named[]
  readonly voicemail: readonly Named[]
  readonly flow: readonly Named[]
}

/** Those that whoever looks may see. */
export function useTargets(): ComputedRef<Targets> {
  const api = useApi()
  const session = useSession()
  const queues = useQuery(queries.queues(api))
  const boxes = useQuery(() => ({
    ...queries.voicemailBoxes(api),
    enabled: session.may('voicemail:read'),
  }))
  const flows = useQuery(() => ({ ...queries.flows(api), enabled: session.may('flows:read') }))
  return computed(() => ({
    queue: queues.data.value?.items ?? [],
    voicemail: boxes.data.value?.items ?? [],
    flow: flows.data.value?.items ?? [],
  }))
}
