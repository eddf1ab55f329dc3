import type { Flow, FlowTrace, FlowVersion } from '@iris/contracts'
import { errorWords } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { useToasts } from '@iris/ui'
import type { Ref } from 'vue'
import { ref } from 'vue'
import { liveWords } from '../live-words.ts'
import { recordedCall } from './recorded-call.ts'

interface SavedTest {
  readonly isSaving: Readonly<Ref<boolean>>
  /** Keeps a call as a test of its flow: what the caller did, and the way it took. */
  readonly save: (flow: Flow, version: FlowVersion, trace: FlowTrace) => Promise<void>
}

export function useSavedTest(api: Api): SavedTest {
  const toasts = useToasts()
  const isSaving = ref(false)

  async function save(flow: Flow, version: FlowVersion, trace: FlowTrace): Promise<void> {
    isSaving.value = true
    try {
      const { testCase, doubts } = await recordedCall(api, { flow, version, trace })
      const { name, ...rest } = testCase
      await api.send('createFlowTest', { params: { id: flow.id }, body: { name, case: rest } })
      toasts.show({
        tone: doubts.length === 0 ? 'available' : 'warning',
        title: liveWords('save.done', { name }),
        ...(doubts.length > 0 && {
          description: liveWords('save.doubts', { doubts: doubts.join(' ') }),
        }),
      })
    } catch (error) {
      const title = liveWords('save.failed')
      toasts.show({ tone: 'stop', title, description: errorWords(error) })
    } finally {
      isSaving.value = false
    }
  }
  return { isSaving, save }
}
