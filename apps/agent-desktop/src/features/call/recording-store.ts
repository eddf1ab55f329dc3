import type { EventType, Recording, RecordingAction } from '@iris/contracts'
import { useApi } from '@iris/api-client'
import { useLiveEvents } from '@iris/app-frame'
import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useCallStore } from './call-store.ts'

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

/** Whether the talk in hand is recorded, and what the agent wants of that. */
export const useRecordingStore = defineStore('recording', () => {
  const api = useApi()
  const live = useLiveEvents()
  const call = useCallStore()

  const callId = computed(() => (call.stage.kind === 'call' ? call.stage.contact.callId : null))
  const known = ref<RecordingState>('off')
  /** What was asked for and has yet to come to be. */
  const wish = ref<RecordingState>()
  /** Why the last wish was not carried out; a new object each time, so that it can be watched. */
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
      void read()
    },
    { immediate: true },
  )
  onScopeDispose(live.onFresh(() => void read()))
  onScopeDispose(
    live.onAny(({ type, payload }) => {
      if (!('callId' in payload) || payload.callId !== callId.value) return
      const next = stateAfter[type]
      if (!next) return
      heard += 1
      known.value = next
    }),
  )

  return {
    state,
    refused,
    start: () => control('start'),
    pause: () => control('pause'),
    resume: () => control('resume'),
    stop: () => control('stop'),
  }
})

function openState(recordings: readonly Recording[]): RecordingState {
  const open = recordings.find(({ endedAt }) => endedAt === null)
  if (!open) return 'off'
  return open.state === 'paused' ? 'paused' : 'recording'
}
