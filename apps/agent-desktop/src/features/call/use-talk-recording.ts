import type { EventType, Recording, RecordingAction } from '@iris/contracts'
import { useApi } from '@iris/api-client'
import { useLiveEvents } from '@iris/app-frame'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'

export type RecordingState = 'off' | 'recording' | 'paused'

const stateAfter: Partial<Record<EventType, RecordingState>> = {
  'recording.started': 'recording',
  'recording.resumed': 'recording',
  'recording.paused': 'paused',
  'recording.ready': 'off',
  'recording.failed': 'off',
}
const wanted: Readonly<Record<RecordingAction, RecordingState>> = {
  start: 'recording',
  resume: 'recording',
  pause: 'paused',
  stop: 'off',
}

export interface UseTalkRecording {
  readonly state: ComputedRef<RecordingState>
  /** How many digits the caller has entered in secret; `undefined` while they enter none. */
  readonly digits: Readonly<ShallowRef<number | undefined>>
  /** Why the last wish was not carried out; a new object each time, so that it can be watched. */
  readonly refused: Readonly<ShallowRef<{ readonly error: unknown } | undefined>>
  readonly control: (action: RecordingAction) => Promise<void>
}

/** Whether a talk is recorded, and what the agent wants of that. `callId` gives the call, `null` while there is none. */
export function useTalkRecording(options: {
  readonly callId: () => string | null
}): UseTalkRecording {
  const api = useApi()
  const live = useLiveEvents()

  const callId = computed(options.callId)
  const known = ref<RecordingState>('off')
  /** What was asked for and has yet to come to be. */
  const wish = ref<RecordingState>()
  const digits = shallowRef<number>()
  const refused = shallowRef<{ readonly error: unknown }>()
  /** Counts what was heard of the recording, so that an older answer does not overwrite it. */
  let heard = 0
  const state = computed(() => wish.value ?? known.value)

  async function read(): Promise<void> {
    const id = callId.value
    if (id === null) return
    const before = heard
    const answer = await api.send('listCallRecordings', { params: { id } }).catch(() => undefined)
    if (id !== callId.value) return
    if (before !== heard) return read()
    if (answer) known.value = openState(answer.items)
  }

  async function control(action: RecordingAction): Promise<void> {
    const id = callId.value
    if (id === null || wish.value !== undefined) return
    wish.value = wanted[action]
    try {
      await api.send('controlRecording', { params: { id }, body: { action } })
      known.value = wanted[action]
    } catch (error) {
      refused.value = { error }
      void read()
    } finally {
      wish.value = undefined
    }
  }

  watch(
    callId,
    () => {
      known.value = 'off'
      digits.value = undefined
      void read()
    },
    { immediate: true },
  )
  onScopeDispose(live.onFresh(() => void read()))
  onScopeDispose(
    live.onAny(({ type, payload }) => {
      if (!('callId' in payload) || payload.callId !== callId.value) return
      if ('digits' in payload) digits.value = payload.isOver ? undefined : payload.digits
      const next = stateAfter[type]
      if (!next) return
      heard += 1
      known.value = next
    }),
  )

  return { state, digits, refused, control }
}

function openState(recordings: readonly Recording[]): RecordingState {
  const open = recordings.find(({ endedAt }) => endedAt === null)
  if (!open) return 'off'
  return open.state === 'paused' ? 'paused' : 'recording'
}
