import type { Flow, FlowDocument, FlowDraft } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import type { SignedInClient } from '../../../testing/test-centre.ts'

/** A flow that says something and hangs up: there is nothing wrong with it. */
export function saying(text: string): FlowDocument {
  return flowOf({ first: block('say', { text }, { next: 'end', error: 'end' }) })
}

/** A flow with an exit that leads nowhere. */
export const unfinished: FlowDocument = flowOf({
  first: block('say', { text: 'Hello' }, { error: 'first' }),
})

/** What somebody does with flows, over HTTP. */
export function flowsOf(client: Pick<SignedInClient, 'send'>) {
  return {
    async create(document: FlowDocument = saying('Hello'), name = 'Main'): Promise<Flow> {
      return (await client.send<Flow>('POST', '/v1/flows', { name, document })).body
    },
    async get(id: string): Promise<Flow> {
      return (await client.send<Flow>('GET', `/v1/flows/${id}`)).body
    },
    async draft(id: string): Promise<FlowDraft> {
      return (await client.send<FlowDraft>('GET', `/v1/flows/${id}/draft`)).body
    },
    save: (id: string, document: unknown, ifMatch?: string) =>
      client.send<FlowDraft>(
        'PUT',
        `/v1/flows/${id}/draft`,
        { document },
        ifMatch === undefined ? {} : { 'if-match': ifMatch },
      ),
    /** Saves over whatever is there, and publishes it. */
    async saveAndPublish(id: string, document: FlowDocument, note = ''): Promise<Flow> {
      await this.save(id, document, '*')
      return (await this.publish(id, { note })).body
    },
    publish: (id: string, options: Record<string, unknown> = {}) =>
      client.send<Flow>('POST', `/v1/flows/${id}/publish`, options),
  }
}
