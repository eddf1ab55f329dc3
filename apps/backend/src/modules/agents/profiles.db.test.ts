import type { AgentProfile, Queue, Skill } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { hearWhatIsTold } from '../../testing/what-is-told.ts'

let centre: TestCentre
let told: ReturnType<typeof hearWhatIsTold>
beforeAll(async () => {
  centre = await openTestCentre()
  told = hearWhatIsTold(centre)
})
afterAll(() => centre.close())

const newSkill = (owner: SignedInClient, name: string) =>
  owner.send<Skill>('POST', '/v1/skills', { name })
const newQueue = async (owner: SignedInClient, body: object) =>
  (await owner.send<Queue>('POST', '/v1/queues', body)).body
const profileOf = ({ me }: SignedInClient) => `/v1/agents/${me.user.id}/profile`
const profile = async (owner: SignedInClient, of: SignedInClient) =>
  (await owner.send<AgentProfile>('GET', profileOf(of))).body
const change = (owner: SignedInClient, of: SignedInClient, body: object) =>
  owner.send<AgentProfile>('PATCH', profileOf(of), body)
const firstMessage = (answer: Answer) =>
  (answer.body as { errors: { path: string; message: string }[] }).errors[0]

describe('a profile', () => {
  it('is the ordinary one at first', async () => {
    const owner = await centre.newTenant()
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect(await profile(owner, agent)).toEqual({
      agentId: agent.me.user.id,
      teamId: null,
      skills: [],
      queues: [],
      capacity: { points: 100, costs: { voice: 100, chat: 30, sms: 20, mail: 40 } },
    })
  })

  it('takes skills with levels, queues with ranks and a capacity, each by itself', async () => {
    const owner = await centre.newTenant()
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    const skill = (await newSkill(owner, 'Spanish')).body
    const [sales, support] = [
      await newQueue(owner, { name: 'Sales' }),
      await newQueue(owner, { name: 'Support' }),
    ]
    const skills = [{ skillId: skill.id, level: 4 }]
    const queues = [
      { queueId: support.id, rank: 1 },
      { queueId: sales.id, rank: 2 },
    ]
    const capacity = { points: 60, costs: { voice: 60, chat: 20, sms: null, mail: null } }
    await change(owner, agent, { skills })
    await change(owner, agent, { queues: queues.toReversed() })
    const changed = await change(owner, agent, { capacity })
    expect(changed.body).toMatchObject({ skills, queues, capacity })
    const [known] = (await owner.send<{ items: Skill[] }>('GET', '/v1/skills')).body.items
    expect(known).toMatchObject({ agents: 1 })
    expect((await change(owner, agent, { skills: [] })).body).toMatchObject({ skills: [], queues })
  })

  it('is in the list of all, as it is by itself', async () => {
    const owner = await centre.newTenant()
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    await centre.newUser(owner.tenantId, ['billing'])
    const skill = (await newSkill(owner, 'Spanish')).body
    const queue = await newQueue(owner, { name: 'Sales' })
    await change(owner, agent, {
      skills: [{ skillId: skill.id, level: 4 }],
      queues: [{ queueId: queue.id, rank: 2 }],
    })
    const { items } = (await owner.send<{ items: AgentProfile[] }>('GET', '/v1/agent-profiles'))
      .body
    const each = [await profile(owner, agent), await profile(owner, owner)]
    expect(new Set(items)).toEqual(new Set(each))
  })

  it('keeps the rank of who stays when a queue’s agents are set', async () => {
    const owner = await centre.newTenant()
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    const sales = await newQueue(owner, { name: 'Sales' })
    await change(owner, agent, { queues: [{ queueId: sales.id, rank: 3 }] })
    const agentIds = [agent.me.user.id, owner.me.user.id]
    await owner.send('PUT', `/v1/queues/${sales.id}/agents`, { agentIds })
    expect((await profile(owner, agent)).queues).toEqual([{ queueId: sales.id, rank: 3 }])
    expect((await profile(owner, owner)).queues).toEqual([{ queueId: sales.id, rank: 1 }])
  })

  it('tells of the agent, and of the queues and skills where something is another way', async () => {
    const owner = await centre.newTenant()
    const skill = (await newSkill(owner, 'Spanish')).body
    const [sales, support] = [
      await newQueue(owner, { name: 'Sales' }),
      await newQueue(owner, { name: 'Support' }),
    ]
    const queues = [{ queueId: sales.id, rank: 1 }]
    await change(owner, owner, { queues, skills: [{ skillId: skill.id, level: 1 }] })
    const before = await told.of(owner.tenantId, 'queue.changed')
    await change(owner, owner, {
      queues: [...queues, { queueId: support.id, rank: 2 }],
      skills: [{ skillId: skill.id, level: 2 }],
    })
    const after = await told.of(owner.tenantId, 'queue.changed')
    expect(after.slice(before.length)).toEqual([{ queueId: support.id }])
    expect(await told.of(owner.tenantId, 'agent.profile_changed')).toEqual([
      { agentId: owner.me.user.id },
      { agentId: owner.me.user.id },
    ])
    expect(await told.of(owner.tenantId, 'skill.changed')).toHaveLength(2)
  })

  it('names what it does not know, or has twice', async () => {
    const owner = await centre.newTenant()
    const stranger = await centre.newTenant()
    const skill = (await newSkill(owner, 'Spanish')).body
    const theirs = await newQueue(stranger, { name: 'Sales' })
    const twice = [1, 2].map((level) => ({ skillId: skill.id, level }))
    for (const [body, path] of [
      [{ queues: [{ queueId: theirs.id, rank: 1 }] }, '/queues'],
      [{ skills: twice }, '/skills'],
      [{ teamId: theirs.id }, '/teamId'],
    ] as const) {
      const refused = await change(owner, owner, body)
      expect(problemCode(refused)).toBe('validation_failed')
      expect(firstMessage(refused)).toMatchObject({ path })
    }
    expect(problemCode(await change(owner, stranger, {}))).toBe('not_found')
  })

  it('is for supervisors to change, and nobody else', async () => {
    const owner = await centre.newTenant()
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    const supervisor = await centre.newUser(owner.tenantId, ['supervisor'])
    expect(problemCode(await change(agent, agent, { skills: [] }))).toBe('forbidden')
    expect((await change(supervisor, agent, { skills: [] })).status).toBe(200)
  })
})
