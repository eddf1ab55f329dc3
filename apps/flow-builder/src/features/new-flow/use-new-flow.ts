import type { Flow } from '@iris/contracts'
import type { UseForm } from '@iris/app-frame'
import { useForm } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { newFlowWords } from './new-flow-words.ts'

export interface NewFlow {
  name: string
  /** The id of a template; empty for a flow with nothing but its start. */
  template: string
}

export function useNewFlow(api: Api): UseForm<NewFlow, Flow> {
  return useForm<NewFlow, Flow>({
    initial: () => ({ name: '', template: '' }),
    checks: { name: (name) => (name.trim() === '' ? newFlowWords('nameMissing') : '') },
    send: ({ name, template }) =>
      api.send('createFlow', {
        body: { name: name.trim(), ...(template !== '' && { template }) },
      }),
  })
}
