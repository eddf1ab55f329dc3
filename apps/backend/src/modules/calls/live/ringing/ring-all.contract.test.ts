import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  callerTone,
  type CallCentre,
  openCallCentre,
  until,
} from '../../../../testing/call-centre.ts'

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let ben: Awaited<ReturnType<CallCentre['agent']>>

beforeAll(async () => {
  centre = await openCallCentre()
  const { id, routing } = await centre.queue('Support')
  const ringAll = { routing: { ...routing, method: 'ring_all' } }
  await centre.asAdmin('PATCH', `/v1/queues/${id}`, { wrapUpMs: 0, ...ringAll })
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
})
afterAll(() => centre.close())
afterEach(async () => {
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  for (const agent of [ada, ben]) await agent.choose({ kind: 'not_ready', reason: 'break' })
})

/** A caller who waits, and both agents' phones that ring for them. */
async function ringBoth() {
  for (const agent of [ada, ben]) await agent.choose({ kind: 'available' })
  const call = await centre.callSupport(await centre.caller())
  const [atAdas, atBens] = await Promise.all([ada.phone.nextCall(), ben.phone.nextCall()])
  return { call, atAdas, atBens }
}

describe('a caller in a queue that rings everybody', () => {
  it('talks with the first to accept; the others are rung no more, and are free', async () => {
    const { call, atAdas, atBens } = await ringBoth()
    atAdas.ring()
    await atBens.answer()
    atBens.rtp.say(agentTone)
    await call.rtp.hears([agentTone])
    await atBens.rtp.hears([callerTone])
    await atAdas.hears('CANCEL')
    await ben.becomes('in_call')
    await ada.becomes('available')
    call.hangup()
    await atBens.hears('BYE')
  })

  it('goes on ringing the others when one of them rejects', async () => {
    const { call, atAdas, atBens } = await ringBoth()
    atAdas.respond({ status: 486 })
    await ada.becomes('available')
    await ben.becomes('offering')
    await atBens.answer()
    atBens.rtp.say(agentTone)
    await call.rtp.hears([agentTone])
    call.hangup()
    await atBens.hears('BYE')
  })

  it('who hangs up while they ring leaves both free', async () => {
    const { call, atAdas, atBens } = await ringBoth()
    for (const ringing of [atAdas, atBens]) ringing.ring()
    call.hangup()
    await Promise.all([atAdas.hears('CANCEL'), atBens.hears('CANCEL')])
    await Promise.all([ada.becomes('available'), ben.becomes('available')])
    await until('the call is recorded', async () => (await centre.calls('live')).length === 0)
    const [record] = await centre.calls('ended')
    expect(record?.path.filter(({ kind }) => kind === 'agent')).toHaveLength(2)
  })
})
