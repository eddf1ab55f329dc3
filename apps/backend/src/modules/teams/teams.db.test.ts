import type { AgentProfile, Team } from '@iris/contracts'
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

const profileOf = ({ me }: SignedInClient) => `/v1/agents/${me.user.id}/profile`
const profile = async (owner: SignedInClient, of: SignedInClient) =>
  (await owner.send<AgentProfile>('GET', profileOf(of))).body
const change = (owner: SignedInClient, of: SignedInClient, body: object) =>
  owner.send<AgentProfile>('PATCH', profileOf(of), body)
const firstMessage = (answer: Answer) =>
  (answer.body as { errors: { path: string; message: string }[] }).errors[0]

describe('teams', () => {
  const newTeam = (owner: SignedInClient, name: string, ...agents: SignedInClient[]) =>
    owner.send<Team>('POST', '/v1/teams', { name, agentIds: agents.map(({ me }) => me.user.id) })
  const teams = async (owner: SignedInClient) =>
    (await owner.send<{ items: Team[] }>('GET', '/v1/teams')).body.items

  it('have agents, each in one team or in none', async () => {
    const owner = await centre.newTenant()
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    const north = (await newTeam(owner, 'North', agent, owner)).body
    expect(north.agentIds).toHaveLength(2)
    const south = (await newTeam(owner, 'South', agent)).body
    expect((await teams(owner)).map(({ name, agentIds }) => [name, agentIds])).toEqual([
      ['North', [owner.me.user.id]],
      ['South', [agent.me.user.id]],
    ])
    expect((await profile(owner, agent)).teamId).toBe(south.id)
    await owner.send('PATCH', `/v1/teams/${south.id}`, { agentIds: [] })
    expect((await profile(owner, agent)).teamId).toBeNull()
    expect((await change(owner, agent, { teamId: north.id })).body.teamId).toBe(north.id)
    await owner.send('DELETE', `/v1/teams/${north.id}`)
    expect((await profile(owner, agent)).teamId).toBeNull()
    expect((await teams(owner)).map(({ name }) => name)).toEqual(['South'])
  })

  it('tell of the team that an agent leaves for another', async () => {
    const owner = await centre.newTenant()
    const north = (await newTeam(owner, 'North', owner)).body
    const south = (await newTeam(owner, 'South', owner)).body
    expect(await told.of(owner.tenantId, 'team.changed')).toEqual([
      { teamId: north.id },
      { teamId: north.id },
      { teamId: south.id },
    ])
  })

  it('have names of their own and agents of this centre', async () => {
    const [owner, stranger] = [await centre.newTenant(), await centre.newTenant()]
    await newTeam(owner, 'North')
    expect(problemCode(await newTeam(owner, 'north'))).toBe('already_exists')
    const refused = await newTeam(owner, 'South', stranger)
    expect(firstMessage(refused)).toMatchObject({ path: '/agentIds' })
    expect((await teams(owner)).map(({ name }) => name)).toEqual(['North'])
  })
})
