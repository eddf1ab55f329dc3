import type { Conference, ConferenceAction } from '@iris/contracts'
import { useApi } from '@iris/api-client'
import { errorWords } from '@iris/app-frame'
import { useToasts } from '@iris/ui'
import type { ShallowRef } from 'vue'
import { shallowRef } from 'vue'
import { conferencesWords } from './conferences-words.ts'

export interface ConferenceOrders {
  /** The conferences something was asked of that is not agreed to yet. */
  readonly pending: Readonly<ShallowRef<ReadonlySet<string>>>
  /** Has something done with a conference; what is refused is said. One thing at a time for each. */
  order(conference: Conference, action: ConferenceAction): Promise<void>
}

/** Has things done with conferences. */
export function useConferenceOrders(): ConferenceOrders {
  const api = useApi()
  const toasts = useToasts()
  const pending = shallowRef<ReadonlySet<string>>(new Set())

  async function order({ id }: Conference, action: ConferenceAction): Promise<void> {
    if (pending.value.has(id)) return
    pending.value = new Set([...pending.value, id])
    try {
      await api.send('controlConference', { params: { id }, body: action })
    } catch (error) {
      const title = conferencesWords('notDone')
      toasts.show({ tone: 'warning', title, description: errorWords(error) })
    } finally {
      pending.value = new Set([...pending.value].filter((other) => other !== id))
    }
  }

  return { pending, order }
}
