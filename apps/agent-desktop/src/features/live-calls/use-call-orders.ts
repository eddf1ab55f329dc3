import type { Call, CallAction } from '@iris/contracts'
import { useApi } from '@iris/api-client'
import { errorWords } from '@iris/app-frame'
import { useToasts } from '@iris/ui'
import type { ShallowRef } from 'vue'
import { shallowRef } from 'vue'
import { liveCallsWords } from './live-calls-words.ts'

export interface CallOrders {
  /** What was asked for and not yet agreed to, by the call. */
  readonly pending: Readonly<ShallowRef<ReadonlyMap<string, CallAction['kind']>>>
  /** Has something done with a call; what is refused is said. One thing at a time for each call. */
  order(call: Call, action: CallAction): Promise<void>
}

/** Has things done with calls that are others'. */
export function useCallOrders(): CallOrders {
  const api = useApi()
  const toasts = useToasts()
  const pending = shallowRef<ReadonlyMap<string, CallAction['kind']>>(new Map())

  async function order({ id }: Call, action: CallAction): Promise<void> {
    if (pending.value.has(id)) return
    pending.value = new Map([...pending.value, [id, action.kind]])
    try {
      await api.send('controlCall', { params: { id }, body: action })
    } catch (error) {
      toasts.show({
        tone: 'warning',
        title: liveCallsWords('notDone'),
        description: errorWords(error),
      })
    } finally {
      pending.value = new Map([...pending.value].filter(([other]) => other !== id))
    }
  }

  return { pending, order }
}
