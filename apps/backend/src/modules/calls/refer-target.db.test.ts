import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, type SignedInClient, type TestCentre } from '../../testing/test-centre.ts'
import { readReferTarget } from './refer-target.ts'

let centre: TestCentre
let owner: Awaited<ReturnType<TestCentre['newTenant']>>
let agent: SignedInClient
let queueId: string

beforeAll(async () => {
  centre = await openTestCentre()
  owner = await centre.newTenant()
  // `newUser` names people by their roles.
  agent = await centre.newUser(owner.tenantId, ['agent'])
  const made = await owner.send<{ id: string }>('POST', '/v1/queues', { name: 'Sales & Größe' })
  queueId = made.body.id
})
afterAll(() => centre.close())

const read = (user: string, tenantId = owner.tenantId) =>
  centre.doWork(tenantId, null, (work) => readReferTarget(work, user))

describe('the user part of an address a phone refers to', () => {
  it('is a colleague by name or id', async () => {
    const target = { kind: 'agent', agentId: agent.me.user.id }
    for (const user of ['a.agent', 'A%20Agent', 'a_agent', agent.me.user.id]) {
      expect(await read(user)).toEqual(target)
    }
  })

  it('is a queue by name or id', async () => {
    const target = { kind: 'queue', queueId }
    for (const user of ['sales-&-gr%C3%B6%C3%9Fe', queueId]) {
      expect(await read(user)).toEqual(target)
    }
  })

  it('is a number, as people of the country dial it or in full', async () => {
    const target = { kind: 'number', number: '+15550107777' }
    for (const user of ['5550107777', '+15550107777', '0015550107777']) {
      expect(await read(user)).toEqual(target)
    }
  })

  it('is nobody where it is none of these, or two', async () => {
    for (const user of ['somebody', '%', '']) expect(await read(user)).toBeUndefined()
    await owner.send('POST', '/v1/queues', { name: 'A agent' })
    expect(await read('a.agent')).toBeUndefined()
  })

  it('is nobody of another centre', async () => {
    const other = await centre.newTenant()
    expect(await read(queueId, other.tenantId)).toBeUndefined()
    expect(await read(agent.me.user.id, other.tenantId)).toBeUndefined()
  })
})
