import type { AgentCounts, BoardQueue, LiveRefusal } from '@iris/contracts'
import { useLiveDocument } from '@iris/app-frame'
import { useNow } from '@iris/ui'
import { computed, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'

/** Every queue of the centre as it is now. */
export interface Board {
  /** `undefined` until they have come. */
  readonly queues: ComputedRef<readonly BoardQueue[] | undefined>
  /** How many agents are in each state, each once. */
  readonly states: ComputedRef<AgentCounts | undefined>
  /** When the quarter of an hour that runs began, RFC 3339. */
  readonly intervalFrom: ComputedRef<string>
  readonly refused: ComputedRef<LiveRefusal | undefined>
  /** Since when nothing new was heard, RFC 3339; `undefined` while it is. */
  readonly staleSince: Readonly<ShallowRef<string | undefined>>
  /** Whether nothing has come yet for longer than that takes: the centre is tried again and again. */
  readonly unreachable: ComputedRef<boolean>
}

/** What comes usually comes within a second. */
const patienceMs = 4000

export function useBoard(): Board {
  const now = useNow()
  const { document, refused, state } = useLiveDocument<'board'>('board/everyone')
  const staleSince = shallowRef<string>()
  const askedAtMs = now.value
  watch(state, (next, before) => {
    if (next === 'live') staleSince.value = undefined
    else if (before === 'live') staleSince.value = new Date(now.value).toISOString()
  })
  return {
    queues: computed(() => document.value && Object.values(document.value.queues)),
    states: computed(() => document.value?.states),
    intervalFrom: computed(() => document.value?.intervalFrom ?? new Date(now.value).toISOString()),
    refused,
    staleSince,
    unreachable: computed(
      () => !document.value && state.value !== 'live' && now.value - askedAtMs > patienceMs,
    ),
  }
}
