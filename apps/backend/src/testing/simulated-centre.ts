import type { FlowBlock, IrisEvent, Queue, SignedIn, SoftphoneCredentials } from '@iris/contracts'
import { flowOf } from '@iris/flow/testing'
import { type SimulatedLeg, SimulatedVoice } from '@iris/telephony/testing'
import { demoPassword } from '../demo/first-centre.ts'
import { createUser } from '../modules/identity/service.ts'
import { openCallCentre } from './call-centre.ts'

/** A whole centre whose callers and agents are simulated legs: everything but SIP and sound, for a great many calls at once. */
export async function openSimulatedCentre() {
  const voice = new SimulatedVoice()
  const centre = await openCallCentre({}, () =>
    Promise.resolve(Object.assign(voice, { sipPort: 0, acceptUpgrade: () => undefined })),
  )
  const { database, doWork, bus } = centre.ground
  const { id: tenantId } = await database.asSystem((tx) =>
    tx.selectFrom('tenants').select('id').executeTakeFirstOrThrow(),
  )
  const events: IrisEvent[] = []
  const listeners = new Set<(event: IrisEvent) => void>()
  bus.watch((event) => {
    events.push(event)
    for (const listener of listeners) listener(event)
  })
  let numbers = 0

  return {
    ...centre,
    voice,
    tenantId,
    /** Everything that happened, in its order. */
    events,

    /** Hears what happens from now on. */
    hear(listener: (event: IrisEvent) => void): void {
      listeners.add(listener)
    },

    /** Waits until so many events of a type have happened. */
    async happens(type: IrisEvent['type'], times: number): Promise<void> {
      let left = times - events.filter((event) => event.type === type).length
      if (left <= 0) return
      const { promise, resolve } = Promise.withResolvers<void>()
      listeners.add((event) => {
        if (event.type === type && --left === 0) resolve()
      })
      await promise
    },

    newQueue: (settings: object) => centre.asAdmin<Queue>('POST', '/v1/queues', settings),

    /** A number that leads straight into a queue. */
    async numberOf(queue: Queue, priority: number): Promise<string> {
      numbers += 1
      const number = `+1555010${String(4000 + numbers)}`
      const enqueue: FlowBlock = {
        kind: 'enqueue',
        name: number,
        at: { x: 0, y: 0 },
        settings: { queue: queue.name, priority, maxWaitMs: null },
        exits: { answered: 'end', timeout: 'end', error: 'end' },
      }
      const end: FlowBlock = { kind: 'end', at: { x: 0, y: 0 }, settings: {}, exits: {} }
      const document = flowOf({ first: enqueue, end })
      const { id } = await centre.asAdmin<{ id: string }>('POST', '/v1/flows', {
        name: number,
        document,
      })
      await centre.asAdmin('POST', `/v1/flows/${id}/publish`, {})
      await centre.asAdmin('POST', '/v1/numbers', { number, flowId: id })
      return number
    },

    /** An agent with a phone, of whom `rings` is told each time it does; not available yet. */
    async robot(name: string, rings: (leg: SimulatedLeg) => void) {
      const email = `${name}@demo.test`
      const { id } = await doWork(tenantId, null, (work) =>
        createUser(work, { email, name, roles: ['agent'], locale: 'en', password: demoPassword }),
      )
      const body = { email, password: demoPassword }
      const { accessToken } = await centre.as<SignedIn>('', 'POST', '/v1/session', body)
      const { username } = await centre.as<SoftphoneCredentials>(
        accessToken,
        'POST',
        '/v1/softphone/credentials',
      )
      voice.register(username, rings)
      return {
        id,
        becomesAvailable: () =>
          centre.as(accessToken, 'PUT', '/v1/me/state', { kind: 'available' }),
      }
    },
  }
}
