import type { Call } from '@iris/contracts'
import { agentTone, type CallCentre, openCallCentre, until } from './call-centre.ts'

interface DeskParts {
  /** The environment of the centre. */
  readonly settings?: Parameters<typeof openCallCentre>[0]
  /** What the queue has otherwise; there is no after-call work. */
  readonly queue?: { readonly wrapUpMs?: number; readonly ringTimeoutMs?: number }
  readonly openEngine?: Parameters<typeof openCallCentre>[1]
}

/** A centre with two agents at their phones, Ada and Ben, who answer the queue Support: what most tests of a call begin with. */
export async function openSupportDesk({ settings, queue, openEngine }: DeskParts = {}) {
  const centre: CallCentre = await openCallCentre(settings, openEngine)
  const { id: queueId } = await centre.queue('Support')
  await centre.asAdmin('PATCH', `/v1/queues/${queueId}`, { wrapUpMs: 0, ...queue })
  const ada = await centre.agent('agent1@demo.test')
  const ben = await centre.agent('agent2@demo.test')
  return {
    centre,
    ada,
    ben,

    /** A caller whom Ada talks with, who has to be available. */
    async talk() {
      const call = await centre.callSupport(await centre.caller())
      const taken = await ada.accept()
      await call.rtp.hears([agentTone])
      await ada.becomes('in_call')
      const [live] = await centre.calls('live')
      return { id: live?.id ?? '', call, taken }
    },

    /** The record of a call, once it has ended. */
    async recordOf(id: string): Promise<Call> {
      let record: Call | undefined
      await until('the call is recorded', async () => {
        record = (await centre.calls('ended')).find((one) => one.id === id)
        return record !== undefined
      })
      return record!
    },

    noCallIsLeft: () =>
      until('no call is left', async () => (await centre.calls('live')).length === 0),

    /** Once no call is left, both have a break. */
    async rest() {
      await this.noCallIsLeft()
      for (const agent of [ada, ben]) {
        await agent.finishWrapUp().catch(() => undefined)
        await agent.choose({ kind: 'not_ready', reason: 'break' })
      }
    },
  }
}

export type SupportDesk = Awaited<ReturnType<typeof openSupportDesk>>
