import type { Call, Flow, FlowBlock, FlowTrace } from '@iris/contracts'
import { flowOf } from '@iris/flow/testing'
import { loudness, type PhoneCall } from '@iris/telephony/testing'
import { openCallCentre, until } from './call-centre.ts'

/** A centre with a trunk to a carrier that is a telephone, and numbers that flows answer. */
export async function openFlowCalls(settings: Readonly<Record<string, string>> = {}) {
  const centre = await openCallCentre(settings)
  const carrier = await centre.carrier()
  let numbers = 0

  return {
    centre,
    carrier,

    /** Publishes a flow of these blocks; a start leads to `first`. */
    async flow(name: string, blocks: Record<string, FlowBlock>): Promise<Flow> {
      const document = flowOf(blocks)
      const flow = await centre.asAdmin<Flow>('POST', '/v1/flows', { name, document })
      return centre.asAdmin<Flow>('POST', `/v1/flows/${flow.id}/publish`, {})
    },

    /** A new number that a flow of these blocks answers. */
    async answering(blocks: Record<string, FlowBlock>): Promise<string> {
      numbers += 1
      const number = `+1555010${String(3000 + numbers)}`
      const { id } = await this.flow(number, blocks)
      await centre.asAdmin('POST', '/v1/numbers', { number, flowId: id })
      return number
    },

    /** Calls a number, and is answered. */
    async called(number: string): Promise<PhoneCall> {
      const phone = await centre.caller()
      const call = await phone.call(number)
      await call.hears('200')
      call.rtp.say()
      return call
    },

    /** Waits until the only call is at a station. */
    async at(kind: Call['path'][number]['kind']): Promise<void> {
      await until(`the call is at ${kind}`, async () => {
        const calls = await centre.calls('live')
        return calls.some(({ path }) => path.some((step) => step.kind === kind && !step.leftAt))
      })
    },

    /** The record of the last call, and the traces of it, once it has ended. */
    async ended(): Promise<{ record: Call; traces: FlowTrace[] }> {
      await until('no call is left', async () => (await centre.calls('live')).length === 0)
      const [last] = await centre.calls('ended')
      if (!last) throw new Error('There was no call.')
      const record = await centre.asAdmin<Call>('GET', `/v1/calls/${last.id}`)
      const read = async () =>
        (await centre.asAdmin<{ items: FlowTrace[] }>('GET', `/v1/calls/${last.id}/trace`)).items
      await until('its traces have ended', async () => {
        const traces = await read()
        return traces.length > 0 && traces.every(({ endedAt }) => endedAt !== null)
      })
      return { record, traces: await read() }
    },

    quiet: () => until('no call is left', async () => (await centre.calls('live')).length === 0),
    close: () => centre.close(),
  }
}

export type FlowCalls = Awaited<ReturnType<typeof openFlowCalls>>

/** What each block of a run came to. */
export const shown = ({ steps }: Pick<FlowTrace, 'steps'>): string[] =>
  steps.map(({ block, outcome }) => `${block} ${outcome}`)

/** Waits until somebody speaks to the caller. */
export const speaks = (call: PhoneCall): Promise<unknown> =>
  call.rtp.until('hears somebody', () => loudness(call.rtp.latestAudio()) > 200)
