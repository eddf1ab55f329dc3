import type { CallAction } from '@iris/contracts'
import type { ScriptedPhone } from '@iris/telephony/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  openCallCentre,
  until,
} from '../../../../testing/call-centre.ts'

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let ben: Awaited<ReturnType<CallCentre['agent']>>
let sofia: Awaited<ReturnType<CallCentre['agent']>>
let carrier: ScriptedPhone
let support: string

beforeAll(async () => {
  centre = await openCallCentre()
  support = (await centre.queue('Support')).id
  await centre.asAdmin('PATCH', `/v1/queues/${support}`, { wrapUpMs: 0, ringTimeoutMs: 3000 })
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
  sofia = await centre.agent('supervisor@demo.test')
  carrier = await centre.carrier()
})
afterAll(() => centre.close())

/** Takes whatever rings, until told to stop. */
function takeEverything(phone: ScriptedPhone): () => Promise<void> {
  const stop = new AbortController()
  const take = async (): Promise<void> => {
    if (stop.signal.aborted) return
    // Nobody calls for a while, or the call is gone before it is taken.
    await accept(phone).catch(() => undefined)
    return take()
  }
  const taking = take()
  return async () => {
    stop.abort()
    await taking
  }
}

async function accept(phone: ScriptedPhone): Promise<void> {
  const call = await phone.nextCall()
  await call.answer()
  call.rtp.say(agentTone)
}

/** What somebody could do next, sensible or not. */
const deeds = () => {
  const both = fc.constantFrom('ada' as const, 'ben' as const)
  const either = (by: 'ada' | 'ben') =>
    ({ kind: 'agent', agentId: by === 'ada' ? ben.id : ada.id }) as const
  const plain = fc.constantFrom('swap', 'merge', 'complete', 'cancel', 'park', 'pick_up')
  return fc.oneof(
    fc
      .record({ by: both, kind: plain })
      .map(({ by, kind }) => ({ by, action: { kind } as CallAction })),
    both.map((by) => ({ by, action: { kind: 'consult', to: either(by) } as CallAction })),
    both.map((by) => ({ by, action: { kind: 'transfer', to: either(by) } as CallAction })),
    both.map((by) => ({
      by,
      action: { kind: 'transfer', to: { kind: 'queue', queueId: support } } as CallAction,
    })),
    fc.record({ by: both, kind: fc.constantFrom('transfer', 'consult') }).map(({ by, kind }) => ({
      by,
      action: { kind, to: { kind: 'number', number: '+15550107777' } } as CallAction,
    })),
    fc.constantFrom('monitor' as const, 'whisper' as const, 'barge' as const).map((mode) => ({
      by: 'sofia' as const,
      action: { kind: 'supervise', mode } as CallAction,
    })),
    fc.constant({ by: 'sofia' as const, action: { kind: 'stop_supervising' } as CallAction }),
  )
}

/** The same, and whether what comes next comes while it is still being done. */
const steps = () => fc.tuple(deeds(), fc.boolean()).map(([deed, waits]) => ({ ...deed, waits }))

const isConnected = async () => (await centre.calls('live'))[0]?.state === 'connected'

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${centre.origin}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
}

describe('any talk, whatever is done with it', () => {
  it('ends with the caller: no leg and no room is left, and everybody is free', async () => {
    const phones = [ada.phone, ben.phone, sofia.phone, carrier]
    const stops = phones.map(takeEverything)
    await fc.assert(
      fc.asyncProperty(fc.array(steps(), { minLength: 4, maxLength: 12 }), async (script) => {
        await Promise.all([ada, ben].map((agent) => agent.choose({ kind: 'available' })))
        const call = await centre.callSupport(await centre.caller())
        await until('somebody talks with the caller', isConnected, 20_000)
        await call.rtp.hears([agentTone])
        const [{ id } = { id: '' }] = await centre.calls('live')
        const people = { ada, ben, sofia }
        for (const { by, action, waits } of script) {
          // What does not fit is refused; that is as good an answer here.
          await people[by].act(id, action).catch(() => undefined)
          if (waits) await call.rtp.receives(10)
        }
        call.hangup()
        await until('the call is recorded', async () => (await centre.calls('live')).length === 0)
        for (const agent of [ada, ben, sofia]) {
          await until('everybody is free', async () => {
            return !('callId' in (await agent.desk()).agent.state)
          })
        }
        await until('no leg is left', async () => (await metric('iris_legs')) === 0)
        await until('no room is left', async () => (await metric('iris_rooms')) === 0)
      }),
      { numRuns: 12, endOnFailure: true },
    )
    await Promise.all(stops.map((stop) => stop()))
  }, 180_000)
})
