import type { AgentWork, DispositionChoice } from '@iris/contracts'
import { errorWords } from '@iris/app-frame'
import { useApi } from '@iris/api-client'
import { useToasts } from '@iris/ui'
import { ref } from 'vue'
import type { Ref } from 'vue'
import { workWords } from './work-words.ts'

export interface WorkOrders {
  /** The contact that something was asked for and not yet agreed to. */
  readonly pending: Readonly<Ref<string | undefined>>
  accept(work: AgentWork): Promise<void>
  reject(work: AgentWork): Promise<void>
  /** Ends the contact, or its after-call work. */
  end(work: AgentWork, disposition?: DispositionChoice): Promise<void>
  /** Takes the time for after-call work once more. */
  extend(work: AgentWork): Promise<void>
}

/** What an agent can do with a contact that is no call. What became of it comes by the agent's state. */
export function useWorkOrders(): WorkOrders {
  const api = useApi()
  const toasts = useToasts()
  const pending = ref<string>()

  async function ask(work: AgentWork, send: () => Promise<unknown>): Promise<void> {
    if (pending.value !== undefined) return
    pending.value = work.contactId
    try {
      await send()
    } catch (error) {
      const title = workWords('notDone')
      toasts.show({ tone: 'warning', title, description: errorWords(error) })
    } finally {
      pending.value = undefined
    }
  }

  return {
    pending,
    accept: (work) =>
      ask(work, () => api.send('acceptContact', { params: { id: work.contactId } })),
    reject: (work) =>
      ask(work, () => api.send('rejectContact', { params: { id: work.contactId }, body: {} })),
    end: (work, disposition) =>
      ask(work, () =>
        api.send('endContact', {
          params: { id: work.contactId },
          body: disposition ? { disposition } : {},
        }),
      ),
    extend: (work) =>
      ask(work, () => api.send('extendContactWrapUp', { params: { id: work.contactId } })),
  }
}
