import type { AgentProfile, Queue, Skill } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { flowsOf } from '../flows/testing/flow-samples.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

const newSkill = (owner: SignedInClient, name: string) =>
  owner.send<Skill>('POST', '/v1/skills', { name })
const newQueue = async (owner: SignedInClient, body: object) =>
  (await owner.send<Queue>('POST', '/v1/queues', body)).body
const change = (of: SignedInClient, body: object) =>
  of.send<AgentProfile>('PATCH', `/v1/agents/${of.me.user.id}/profile`, body)

describe('skills', () => {
  it('have names of their own, and are renamed and deleted', async () => {
    const owner = await centre.newTenant()
    const spanish = (await newSkill(owner, 'Spanish')).body
    expect(spanish).toMatchObject({ name: 'Spanish', agents: 0 })
    expect(problemCode(await newSkill(owner, 'SPANISH'))).toBe('already_exists')
    const path = `/v1/skills/${spanish.id}`
    expect((await owner.send('PATCH', path, { name: 'Castellano' })).body).toMatchObject({
      name: 'Castellano',
    })
    expect((await owner.send('DELETE', path)).status).toBe(204)
    expect((await owner.send<{ items: Skill[] }>('GET', '/v1/skills')).body.items).toEqual([])
    expect(problemCode(await owner.send('DELETE', path))).toBe('not_found')
  })

  it('cannot go while a queue needs them, at first or later', async () => {
    const owner = await centre.newTenant()
    const [first, later] = [await newSkill(owner, 'Spanish'), await newSkill(owner, 'Billing')]
    await newQueue(owner, {
      name: 'Support',
      routing: {
        needs: [{ skillId: first.body.id, level: 3 }],
        relax: [{ afterMs: 60_000, needs: [{ skillId: later.body.id }] }],
      },
    })
    for (const { body } of [first, later]) {
      const refused = await owner.send('DELETE', `/v1/skills/${body.id}`)
      expect(problemCode(refused)).toBe('in_use')
      expect(refused.body).toMatchObject({ detail: expect.stringContaining('“Support”') })
    }
  })

  it('cannot go while a published flow names them, and none is published without them', async () => {
    const owner = await centre.newTenant()
    await newQueue(owner, { name: 'Support' })
    const spanish = (await newSkill(owner, 'Spanish')).body
    const exits = { answered: 'end', timeout: 'end', error: 'end' }
    const needing = (skill: string) =>
      flowOf({ first: block('enqueue', { queue: 'Support', needs: [{ skill }] }, exits) })
    const flows = flowsOf(owner)
    const bad = await flows.create(needing('Esperanto'), 'Bad')
    const invalid = await flows.publish(bad.id)
    expect(problemCode(invalid)).toBe('flow_invalid')
    expect(JSON.stringify(invalid.body)).toContain('names a skill that does not exist: “Esperanto”')
    const good = await flows.create(needing('spanish'), 'Good')
    expect((await flows.publish(good.id)).status).toBe(200)
    const refused = await owner.send('DELETE', `/v1/skills/${spanish.id}`)
    expect(problemCode(refused)).toBe('in_use')
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('“Good”') })
  })

  it('are one centre’s own', async () => {
    const [owner, stranger] = [await centre.newTenant(), await centre.newTenant()]
    const skill = (await newSkill(owner, 'Spanish')).body
    expect(problemCode(await stranger.send('DELETE', `/v1/skills/${skill.id}`))).toBe('not_found')
    const refused = await change(stranger, { skills: [{ skillId: skill.id, level: 1 }] })
    expect(problemCode(refused)).toBe('validation_failed')
  })
})
