import type { Trunk } from '@iris/contracts'
import { errorWords } from '@iris/app-frame'
import { useApi } from '@iris/api-client'
import { useConfirm, useToasts } from '@iris/ui'
import { healthTone, healthWords } from './health-words.ts'
import { trunksWords } from './trunks-words.ts'

/** Asks a carrier whether it is there, and deletes a trunk; deleting is asked first. */
export function useTrunkActions(onDone: () => unknown): {
  test(trunk: Trunk): Promise<void>
  remove(trunk: Trunk): Promise<void>
} {
  const api = useApi()
  const confirm = useConfirm()
  const toasts = useToasts()

  async function test({ id, name }: Trunk): Promise<void> {
    toasts.show({ title: trunksWords('actions.testing', { name }), durationMs: 3000 })
    try {
      const health = await api.send('testTrunk', { params: { id } })
      toasts.show({
        tone: healthTone(health),
        title: trunksWords('actions.tested', { name, health: healthWords(health) }),
      })
      onDone()
    } catch (error) {
      toasts.show({
        tone: 'stop',
        title: trunksWords('actions.testFailed', { name }),
        description: errorWords(error),
      })
    }
  }

  async function remove({ id, name }: Trunk): Promise<void> {
    const isSure = await confirm({
      title: trunksWords('actions.deleteTitle', { name }),
      description: trunksWords('actions.deleteDescription', { name }),
      confirmLabel: trunksWords('actions.delete', { name }),
      danger: true,
    })
    if (!isSure) return
    try {
      await api.send('deleteTrunk', { params: { id } })
      toasts.show({ title: trunksWords('actions.deleted', { name }) })
      onDone()
    } catch (error) {
      toasts.show({
        tone: 'stop',
        title: trunksWords('actions.deleteFailed', { name }),
        description: errorWords(error),
      })
    }
  }

  return { test, remove }
}
