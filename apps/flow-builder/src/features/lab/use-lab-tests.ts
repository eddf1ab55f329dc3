import type { FlowTest, FlowTestRun } from '@iris/contracts'
import { queries, type Api } from '@iris/api-client'
import { errorWords } from '@iris/app-frame'
import { useToasts } from '@iris/ui'
import { useQuery } from '@pinia/colada'
import type { ComputedRef, ShallowRef } from 'vue'
import { computed, shallowRef } from 'vue'
import { labWords } from './lab-words.ts'

interface LabTests {
  /** In their order; nothing while they load. */
  readonly tests: ComputedRef<readonly FlowTest[] | undefined>
  readonly error: ComputedRef<unknown>
  /** What came of running them last, from this page. */
  readonly run: Readonly<ShallowRef<FlowTestRun | undefined>>
  readonly isRunning: Readonly<ShallowRef<boolean>>
  readonly runAll: () => Promise<void>
  readonly remove: (test: FlowTest) => Promise<void>
  readonly refresh: () => void
}

/** The tests of a flow. `save` saves the draft first: tests run on what is saved. */
export function useLabTests(
  api: Api,
  { flowId, save }: { readonly flowId: string; readonly save: () => Promise<boolean> },
): LabTests {
  const toasts = useToasts()
  const query = useQuery(() => queries.flowTests(api, flowId))
  const run = shallowRef<FlowTestRun>()
  const isRunning = shallowRef(false)

  async function runAll(): Promise<void> {
    isRunning.value = true
    try {
      if (!(await save())) {
        toasts.show({ tone: 'warning', title: labWords('tests.unsaved') })
        return
      }
      run.value = await api.send('runFlowTests', { params: { id: flowId }, body: {} })
      await query.refetch()
    } catch (error) {
      const title = labWords('tests.runFailed')
      toasts.show({ tone: 'stop', title, description: errorWords(error) })
    } finally {
      isRunning.value = false
    }
  }

  async function remove({ id }: FlowTest): Promise<void> {
    try {
      await api.send('deleteFlowTest', { params: { id: flowId, testId: id } })
    } catch (error) {
      const title = labWords('tests.removeFailed')
      toasts.show({ tone: 'stop', title, description: errorWords(error) })
    }
    run.value = undefined
    await query.refetch()
  }

  return {
    tests: computed(() => query.data.value?.items),
    error: computed(() => query.error.value),
    run,
    isRunning,
    runAll,
    remove,
    refresh: () => void query.refetch(),
  }
}
