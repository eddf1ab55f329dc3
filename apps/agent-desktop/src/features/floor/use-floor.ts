import type { Agent, BoardQueue, LiveRefusal } from '@iris/contracts'
import { useListState, useLiveDocuments, useSession } from '@iris/app-frame'
import { queries, useApi } from '@iris/api-client'
import type { ListState } from '@iris/ui'
import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import { useBoard } from './use-board.ts'

export interface Floor {
  /** `undefined` until they have come. */
  readonly queues: ComputedRef<readonly BoardQueue[] | undefined>
  /** Of every team, and of none. */
  readonly agents: ComputedRef<readonly Agent[]>
  readonly agentsState: ComputedRef<ListState>
  /** Why the agents could not be loaded. */
  readonly agentsFailure: ComputedRef<unknown>
  /** Names by id. */
  readonly teams: ComputedRef<ReadonlyMap<string, string>>
  readonly refused: ComputedRef<LiveRefusal | undefined>
  /** Since when nothing new was heard, RFC 3339; `undefined` while it is. */
  readonly staleSince: Readonly<ShallowRef<string | undefined>>
  /** Whether nothing has come yet for longer than that takes. */
  readonly unreachable: ComputedRef<boolean>
  retry(): void
}

const noTeams: ReadonlyMap<string, string> = new Map()

/** The whole centre as it is now, as it changes. */
export function useFloor(): Floor {
  const api = useApi()
  const session = useSession()
  const teams = useQuery(() => ({
    ...queries.teams(api),
    enabled: session.may('agents:read'),
  }))
  const board = useBoard()
  const presence = useLiveDocuments<'presence'>(() =>
    teams.data.value
      ? ['presence/everyone', ...teams.data.value.items.map(({ id }) => `presence/${id}` as const)]
      : [],
  )
  const agents = computed(() =>
    [...presence.documents.value.values()].flatMap((document) => Object.values(document.agents)),
  )
  const teamsState = useListState(teams)
  const agentsState = computed<ListState>(() => {
    if (teamsState.value !== 'ready') return teamsState.value
    // One team may be no more; the others are.
    if (presence.documents.value.size > 0) return 'ready'
    return presence.refused.value.size > 0 ? 'forbidden' : 'loading'
  })

  return {
    queues: board.queues,
    agents,
    agentsState,
    agentsFailure: computed(() => teams.error.value),
    teams: computed(() =>
      teams.data.value
        ? new Map(teams.data.value.items.map(({ id, name }) => [id, name]))
        : noTeams,
    ),
    refused: board.refused,
    staleSince: board.staleSince,
    unreachable: board.unreachable,
    retry: () => void teams.refetch(),
  }
}
