import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  callerTone,
  openCallCentre,
  until,
} from '../../../testing/call-centre.ts'

let centre: CallCentre
let office: Awaited<ReturnType<CallCentre['agent']>>
let home: Awaited<ReturnType<CallCentre['agent']>>

beforeAll(async () => {
  centre = await openCallCentre()
  // Signed in twice, each with a phone of its own.
  office = await centre.agent('agent1@demo.test')
  home = await centre.agent('agent1@demo.test')
})
afterAll(() => centre.close())
afterEach(async () => {
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  await office.choose({ kind: 'not_ready', reason: 'break' })
})

/** A caller for support, for whom both of the agent's phones ring. */
async function ringing() {
  const caller = await centre.callSupport(await centre.caller())
  await office.choose({ kind: 'available' })
  const calls = await Promise.all([office.phone.nextCall(), home.phone.nextCall()])
  for (const call of calls) call.ring()
  return { caller, calls }
}

describe('an agent who is signed in at two places', () => {
  it.each([
    ['the first', 0],
    ['the second', 1],
  ])('is rung at both, and has the caller at %s', async (_, place) => {
    const { caller, calls } = await ringing()
    const [taken] = calls.splice(place, 1)
    await taken!.answer()
    taken!.rtp.say(agentTone)
    await Promise.all([caller.rtp.hears([agentTone]), taken!.rtp.hears([callerTone])])
    await calls[0]!.hears('CANCEL')
    await office.becomes('in_call')
    taken!.hangup()
    await office.becomes('wrap_up')
    await office.finishWrapUp()
    const [record] = await centre.calls('ended')
    expect(record?.path.filter(({ kind }) => kind === 'agent')).toMatchObject([
      { outcome: 'completed' },
    ])
  })

  it('declines a caller for both places at one', async () => {
    const { caller, calls } = await ringing()
    calls[0]!.respond({ status: 603 })
    await calls[1]!.hears('CANCEL')
    caller.hangup()
    await until('no call is left', async () => (await centre.calls('live')).length === 0)
    const [record] = await centre.calls('ended')
    expect(record?.path.filter(({ kind }) => kind === 'agent')).toMatchObject([
      { outcome: 'rejected' },
    ])
  })
})
