import type { Call, EventOf, Trunk, VerbResult } from '@iris/contracts'
import { loudness, type PhoneCall } from '@iris/telephony/testing'
import { openCallCentre, until } from './call-centre.ts'
import { openWebhookServer } from './webhook-server.ts'

export const OUTSIDE = '+15550107777'

/** A centre with a trunk to a carrier that is a telephone, and a customer's server that leads its calls. */
export async function openLedCalls(settings: Readonly<Record<string, string>> = {}) {
  const centre = await openCallCentre(settings)
  const hooks = await openWebhookServer()
  const carrier = await centre.caller('carrier')
  const port = Number(/:(\d+)$/.exec(carrier.uri)?.[1])
  const trunk = { name: 'Main', host: '127.0.0.1', port, callsPerSecond: 100 }
  const { id: trunkId } = await centre.asAdmin<Trunk>('POST', '/v1/trunks', trunk)
  await until('the trunk is open', () =>
    centre.asAdmin('POST', `/v1/trunks/${trunkId}/test`, {}).then(
      () => true,
      () => false,
    ),
  )
  const results: EventOf<'call.verb_result'>['payload'][] = []
  const failures: EventOf<'call.webhook_failed'>['payload'][] = []
  centre.ground.bus.watch((event) => {
    if (event.type === 'call.verb_result') results.push(event.payload)
    if (event.type === 'call.webhook_failed') failures.push(event.payload)
  })
  const read = ({ id }: Pick<Call, 'id'>) => centre.asAdmin<Call>('GET', `/v1/calls/${id}`)

  return {
    centre,
    hooks,
    carrier,
    /** The answers that could not be used, as events told of them. */
    failures,
    read,

    /** Places a call and takes it. */
    async taken(more: object): Promise<{ placed: Call; call: PhoneCall }> {
      const placed = await centre.asAdmin<Call>('POST', '/v1/calls', { to: OUTSIDE, ...more })
      const call = await carrier.nextCall()
      await call.answer()
      return { placed, call }
    },

    async recordOf(call: Pick<Call, 'id'>): Promise<Call> {
      await until('the call has ended', async () => (await read(call)).state === 'ended')
      return read(call)
    },

    /** Waits until a call is at a station. */
    async at(call: Pick<Call, 'id'>, kind: Call['path'][number]['kind']): Promise<void> {
      await until(`the call is at ${kind}`, async () => {
        const { path } = await read(call)
        return path.some((step) => step.kind === kind && step.leftAt === null)
      })
    },

    async resultOf({ id }: Pick<Call, 'id'>): Promise<VerbResult | undefined> {
      const found = () => results.find(({ callId }) => callId === id)?.result
      await until('a verb has its result', async () => found() !== undefined)
      return found()
    },

    /** Waits until no call is left. */
    quiet: () => until('no call is left', async () => (await centre.calls('live')).length === 0),

    async close() {
      hooks.close()
      await centre.close()
    },
  }
}

export type LedCalls = Awaited<ReturnType<typeof openLedCalls>>

export const hearsWords = (call: PhoneCall): Promise<unknown> =>
  call.rtp.until('hears somebody', () => loudness(call.rtp.latestAudio()) > 200)
