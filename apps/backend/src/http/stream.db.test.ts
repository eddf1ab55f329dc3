import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen as listenAt } from '../testing/listen.ts'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../testing/test-centre.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

const listen = (client: SignedInClient) => listenAt(centre.origin, client)

describe('the event stream', () => {
  it('asks who is listening', async () => {
    expect(problemCode(await centre.anybody.send('GET', '/v1/stream'))).toBe('not_signed_in')
  })

  it('tells what happens as it is committed, to those who may hear of it', async () => {
    const owner = await centre.newTenant('owner')
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    const colleague = await centre.newUser(owner.tenantId, ['agent'])
    const stranger = await centre.newTenant('owner')
    const [ofOwner, ofAgent, ofColleague, ofStranger] = await Promise.all(
      [owner, agent, colleague, stranger].map(listen),
    )
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    await owner.send('POST', '/v1/queues', { name: 'Sales' })
    await stranger.send('POST', '/v1/queues', { name: 'Elsewhere' })

    const typesOf = (listener: typeof ofOwner) =>
      listener!
        .events()
        .map(({ type }) => type)
        .filter((type) => type !== 'user.changed')
    await expect.poll(() => typesOf(ofOwner)).toEqual(['agent.state_changed', 'queue.changed'])
    await expect.poll(() => typesOf(ofAgent)).toEqual(['agent.state_changed', 'queue.changed'])
    await expect.poll(() => typesOf(ofColleague)).toEqual(['queue.changed'])
    await expect.poll(() => typesOf(ofStranger)).toEqual(['queue.changed'])
    expect(ofStranger!.events().every(({ tenantId }) => tenantId === stranger.tenantId)).toBe(true)
  })

  it('ends with the session', async () => {
    const owner = await centre.newTenant('owner')
    const listener = await listen(owner)
    await owner.send('DELETE', '/v1/session')
    await listener.ended
    expect(listener.events().at(-1)?.type).toBe('session.ended')
  })

  it('tells nothing of what was rolled back', async () => {
    const owner = await centre.newTenant('owner')
    const listener = await listen(owner)
    const one = await owner.send<{ id: string }>('POST', '/v1/queues', { name: 'One' })
    expect((await owner.send('POST', '/v1/queues', { name: 'One' })).status).toBe(409)
    const two = await owner.send<{ id: string }>('POST', '/v1/queues', { name: 'Two' })
    await expect
      .poll(() => listener.of('queue.changed').map(({ payload }) => payload.queueId))
      .toEqual([one.body.id, two.body.id])
  })
})
