import type { Flow } from '@iris/contracts'
import { useApi } from '@iris/api-client'
import { errorWords } from '@iris/app-frame'
import { useConfirm, useToasts } from '@iris/ui'
import { exportFlow } from '../import/export-flow.ts'
import { flowActionsWords } from './flow-actions-words.ts'

export interface FlowDeeds {
  readonly copy: (flow: Flow) => Promise<void>
  readonly archive: (flow: Flow) => Promise<void>
  readonly restore: (flow: Flow) => Promise<void>
  readonly remove: (flow: Flow) => Promise<void>
  readonly exportFile: (flow: Flow) => Promise<void>
}

/** Does something to a flow of the list, and says what came of it. */
export function useFlowDeeds(onDone: () => unknown): FlowDeeds {
  const api = useApi()
  const confirm = useConfirm()
  const toasts = useToasts()
  const paramsOf = ({ id }: Flow) => ({ params: { id } })

  /** `act` answers with what is said then. */
  async function carryOut(act: () => Promise<string>, failed: string): Promise<void> {
    try {
      const title = await act()
      if (title !== '') toasts.show({ tone: 'available', title })
      onDone()
    } catch (error) {
      toasts.show({ tone: 'stop', title: failed, description: errorWords(error) })
    }
  }

  return {
    copy: (flow) =>
      carryOut(
        async () => {
          const { name } = await api.send('copyFlow', { ...paramsOf(flow), body: {} })
          return flowActionsWords('copied', { name })
        },
        flowActionsWords('copyFailed', { name: flow.name }),
      ),
    archive: (flow) =>
      carryOut(
        async () => {
          await api.send('updateFlow', { ...paramsOf(flow), body: { archived: true } })
          return flowActionsWords('archived', { name: flow.name })
        },
        flowActionsWords('archiveFailed', { name: flow.name }),
      ),
    restore: (flow) =>
      carryOut(
        async () => {
          await api.send('updateFlow', { ...paramsOf(flow), body: { archived: false } })
          return flowActionsWords('restored', { name: flow.name })
        },
        flowActionsWords('restoreFailed', { name: flow.name }),
      ),
    exportFile: (flow) =>
      carryOut(
        async () => {
          const { document } = await api.send('getFlowDraft', paramsOf(flow))
          exportFlow(flow.name, document)
          return ''
        },
        flowActionsWords('exportFailed', { name: flow.name }),
      ),
    async remove(flow) {
      const { name } = flow
      const isSure = await confirm({
        title: flowActionsWords('deleteTitle', { name }),
        description: flowActionsWords('deleteText'),
        confirmLabel: flowActionsWords('delete', { name }),
        danger: true,
      })
      if (!isSure) return
      await carryOut(
        async () => {
          await api.send('deleteFlow', paramsOf(flow))
          return flowActionsWords('deleted', { name })
        },
        flowActionsWords('deleteFailed', { name }),
      )
    },
  }
}
