import type { Queue, RouteCall, Routes } from '@iris/contracts'
import type { FormOptions, UseForm } from '@iris/app-frame'
import { useApi } from '@iris/api-client'
import { useSavedForm } from '../../forms/use-saved-form.ts'

type Change = RouteCall<Routes['updateQueue']>['body']

/** A part of a queue's settings: what its form holds, and what is sent of that. */
interface QueuePart<Values extends object> {
  readonly formOf: (queue: Queue) => Values
  readonly changeOf: (values: Values) => Change
  readonly checks: FormOptions<Values, Queue>['checks']
}

/** What every part of a queue's page is given. */
export interface QueuePartProps {
  readonly queue: Queue
  readonly mayEdit: boolean
}

export function useQueuePart<Values extends object>(
  queue: () => Queue,
  { formOf, changeOf, checks }: QueuePart<Values>,
): UseForm<Values, Queue> {
  const api = useApi()
  return useSavedForm<Queue, Values>({
    saved: queue,
    formOf,
    checks,
    send: (values) =>
      api.send('updateQueue', { params: { id: queue().id }, body: changeOf(values) }),
  })
}
