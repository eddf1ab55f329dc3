import type { Agent, BoardQueue, LiveRefusal } from '@iris/contracts'
import { useLiveDocument, useLiveDocuments, useSession } from '@iris/app-frame'
import { queries, useApi } from '@iris/api-client'
import type { ListState } from '@iris/ui'
import { useNow } from '@iris/ui'
import { useQuery } from '@pinia/colada'
import { computed, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'

export interface Floor {
  /** `undefined` until they have come. */
  readonly queues: ComputedRef<readonly BoardQueue[] | undefined>
  /** When the quarter of an hour that runs began, RFC 3339. */
  readonly intervalFrom: ComputedRef<string>
  /** Of every team, and of none. */
  readonly agents: ComputedRef<readonly Agent[]>
  readonly agentsState: ComputedRef<ListState>
  /** Names by id. */
  readonly teams: ComputedRef<ReadonlyMap<string, string>>
  readonly refused: ComputedRef<LiveRefusal | undefined>
  /** Since when nothing new was heard, RFC 3339; `undefined` while it is. */
  readonly staleSince: Readonly<ShallowRef<string | undefined>>
  retry(): void
}

const noTeams: ReadonlyMap<string, string> = new Map()

/** The whole centre as it is now, as it changes. */
export function useFloor(): Floor {
  const api = useApi()
  const session = useSession()
  const now = useNow()
  const teams = useQuery(() => ({
    ...queries.teams(api),
    enabled: session.may('agents:read'),
  }))
  const board = useLiveDocument<'board'>('board/everyone')
  const presence = useLiveDocuments<'presence'>(() =>
    teams.data.value
      ? ['presence/everyone', ...teams.data.value.items.map(({ id }) => `presence/${id}` as const)]
      : [],
  )
  const staleSince = shallowRef<string>()
  watch(board.state, (state, before) => {
    if (state === 'live') staleSince.value = undefined
    else if (before === 'live') staleSince.value = new Date(now.value).toISOString()
  })

  const agents = computed(() =>
    [...presence.documents.value.values()].flatMap((document) => Object.values(document.agents)),
  )
  const agentsState = computed<ListState>(() => {
    if (teams.error.value || presence.refused.value.size > 0) return 'error'
    return presence.documents.value.size > 0 ? 'ready' : 'loading'
  })

  return {
    queues: computed(() => {
      const document = board.document.value
      return document && Object.values(document.queues)
    }),
    intervalFrom: computed(
      () => board.document.value?.intervalFrom ?? new Date(now.value).toISOString(),
    ),
    agents,
    agentsState,
    teams: computed(() =>
      teams.data.value
        ? new Map(teams.data.value.items.map(({ id, name }) => [id, name]))
        : noTeams,
    ),
    refused: board.refused,
    staleSince,
    retry: () => void teams.refetch(),
  }
}
