import type { FlowPresence, FlowVisitor } from '@iris/contracts'
import { flowPresenceMs } from '@iris/contracts'
import { useApi } from '@iris/api-client'
import { useEvent, useSession } from '@iris/app-frame'
import type { ComputedRef, Ref } from 'vue'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { Point } from '../../../canvas/graph/geometry.ts'
import { tabId } from './tab-id.ts'

export interface FlowPeople {
  /** Everybody else who has the flow open; this user's other pages too. */
  readonly others: ComputedRef<readonly FlowVisitor[]>
  /** Who holds the flow, where that is not this page. */
  readonly holder: ComputedRef<FlowPresence['holder']>
  /** Whether this page holds the flow. */
  readonly isMine: ComputedRef<boolean>
  /** Who took it from this page, until it is this page's again. */
  readonly takenBy: Readonly<Ref<string | undefined>>
  readonly takeOver: () => Promise<void>
  /** Where this person's pointer is. */
  readonly point: (at: Point | null) => void
}

interface PresenceOptions {
  readonly flowId: string
  readonly selection: Readonly<Ref<ReadonlySet<string>>>
}

const cursorEveryMs = 300
const mostTold = 200
/** One a page, whichever flow it shows. */
const tab = tabId()

/** Tells the others that this page has the flow open, and hears of them. Whoever may edit wants to. */
export function useFlowPresence({ flowId, selection }: PresenceOptions): FlowPeople {
  const api = useApi()
  const session = useSession()
  const wants = session.may('flows:write') ? 'edit' : 'look'
  const presence = shallowRef<FlowPresence>({ people: [], holder: null })
  const takenBy = shallowRef<string>()
  const params = { id: flowId }
  let cursor: Point | null = null
  let cursorTimer: ReturnType<typeof setTimeout> | undefined
  let isGone = false

  const isMine = computed(() => presence.value.holder?.tab === tab)
  const others = computed(() => presence.value.people.filter((person) => person.tab !== tab))

  function hear(next: FlowPresence): void {
    const wasMine = isMine.value
    presence.value = next
    if (isMine.value) takenBy.value = undefined
    else if (wasMine && next.holder) takenBy.value = next.holder.name
    if (next.holder === null && wants === 'edit') void visit()
  }

  async function visit(): Promise<void> {
    if (isGone) return
    const body = { tab, wants, selection: [...selection.value].slice(0, mostTold), cursor } as const
    // One that is not heard is followed by the next.
    const next = await api.send('visitFlow', { params, body }).catch(() => undefined)
    if (next && !isGone) hear(next)
  }

  void visit()
  const beat = setInterval(() => void visit(), flowPresenceMs / 3)
  watch(selection, () => others.value.length > 0 && void visit())
  useEvent('flow.presence_changed', ({ payload }) => {
    if (payload.flowId === flowId) hear(payload.presence)
  })

  function leave(): void {
    void api.send('leaveFlow', { params, query: { tab } }).catch(() => undefined)
  }

  onScopeDispose(() => {
    isGone = true
    clearInterval(beat)
    clearTimeout(cursorTimer)
    leave()
  })

  return {
    others,
    isMine,
    takenBy,
    holder: computed(() => (isMine.value ? null : presence.value.holder)),
    async takeOver() {
      hear(await api.send('takeOverFlow', { params, body: { tab } }))
    },
    point(at) {
      cursor = at === null ? null : { x: Math.round(at.x), y: Math.round(at.y) }
      if (others.value.length === 0 || cursorTimer !== undefined) return
      cursorTimer = setTimeout(() => {
        cursorTimer = undefined
        void visit()
      }, cursorEveryMs)
    },
  }
}
