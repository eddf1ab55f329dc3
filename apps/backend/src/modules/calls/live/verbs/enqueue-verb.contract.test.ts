import type { Queue, Skill } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone } from '../../../../testing/call-centre.ts'
import { type LedCalls, openLedCalls } from '../../../../testing/led-calls.ts'

type Agent = Awaited<ReturnType<LedCalls['centre']['agent']>>

let led: LedCalls
let queueId: string
let skillId: string
/** Has the skill at 4. */
let ada: Agent
let ben: Agent

beforeAll(async () => {
  led = await openLedCalls()
  const { centre } = led
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
  queueId = (await centre.asAdmin<Queue>('POST', '/v1/queues', { name: 'Desk', wrapUpMs: 0 })).id
  const agentIds = [ada.id, ben.id]
  await centre.asAdmin('PUT', `/v1/queues/${queueId}/agents`, { agentIds })
  skillId = (await centre.asAdmin<Skill>('POST', '/v1/skills', { name: 'Catalan' })).id
  const skills = [{ skillId, level: 4 }]
  await centre.asAdmin('PATCH', `/v1/agents/${ada.id}/profile`, { skills })
})
afterAll(() => led.close())
afterEach(async () => {
  await led.quiet()
  for (const agent of [ada, ben]) await agent.choose({ kind: 'not_ready', reason: 'break' })
})

const enqueue = (more: object) => ({ verbs: [{ kind: 'enqueue', queueId, ...more }] })

describe('a verb that puts a caller into a queue', () => {
  it.each([
    ['whoever has the skills', () => ({ needs: [{ skillId, level: 3 }] })],
    ['the agent it names', () => ({ agentId: ada.id })],
  ])('gives them to %s, though another has had nothing for longer', async (_, wanted) => {
    await ben.choose({ kind: 'available' })
    await ben.becomes('available')
    await ada.choose({ kind: 'available' })
    const { call } = await led.taken(enqueue(wanted()))
    await ada.accept()
    await call.rtp.hears([agentTone])
    await ben.becomes('available')
    call.hangup()
  })

  it('fails and says why where there is no such agent, skill or queue', async () => {
    const id = uuidv7()
    const wrong = [
      [{ agentId: id }, `There is no agent called ${id}.`],
      [{ needs: [{ skillId: id }] }, `There is no skill called ${id}.`],
      [
        { needs: [{ skillId }], relax: [{ afterMs: 1000, needs: [{ skillId: id }] }] },
        `There is no skill called ${id}.`,
      ],
      [{ queueId: id }, 'There is no such queue.'],
    ] as const
    for (const [wanted, reason] of wrong) {
      const { placed, call } = await led.taken(enqueue(wanted))
      expect(await led.resultOf(placed)).toEqual({ verb: 'enqueue', outcome: 'failed', reason })
      await call.hears('BYE')
    }
  })

  it('is refused with a step, or a wait, for nothing', async () => {
    const place = (more: object) =>
      led.centre.asAdmin('POST', '/v1/calls', { to: '+15550107777', ...enqueue(more) })
    await expect(place({ relax: [{ afterMs: 1000, needs: [] }] })).rejects.toThrow(
      'Say in needs what is needed at first.',
    )
    await expect(place({ agentWaitMs: 1000 })).rejects.toThrow('Say in agentId whom to wait for.')
  })
})
