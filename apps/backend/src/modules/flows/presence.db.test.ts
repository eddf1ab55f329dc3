import type { FlowPresence, Problem } from '@iris/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../../testing/listen.ts'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { forgetGone } from './presence.ts'
import { flowsOf, saying } from './testing/flow-samples.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

const waiting = { timeout: 15_000 }

/** A flow, its owner, and a colleague who may change it too. */
async function openFlow() {
  const owner = await centre.newTenant()
  const colleague = await centre.newUser(owner.tenantId, ['developer'])
  const flow = await flowsOf(owner).create()
  const visit = (client: SignedInClient, visited: object = {}) =>
    client.send<FlowPresence>('POST', `/v1/flows/${flow.id}/presence`, {
      tab: 'one',
      wants: 'edit',
      ...visited,
    })
  const takeOver = (client: SignedInClient) =>
    client.send<FlowPresence>('POST', `/v1/flows/${flow.id}/take-over`, { tab: 'one' })
  /** Lets so much time pass for whoever has the flow open, as if they had gone without a word. */
  const letPass = (seconds: number, client: SignedInClient) =>
    centre.database.asSystem((tx) =>
      tx
        .updateTable('flow_visitors')
        .set({ seen_at: sql`seen_at - make_interval(secs => ${seconds})` })
        .where('flow_id', '=', flow.id)
        .where('user_id', '=', client.me.user.id)
        .execute(),
    )
  return { owner, colleague, flow, visit, takeOver, letPass }
}

describe('people who have a flow open', () => {
  it('see each other, where they are, and who holds it: the first who wants to edit', async () => {
    const { owner, colleague, visit } = await openFlow()
    await visit(owner, { selection: ['hello'] })
    const { body } = await visit(colleague, { cursor: { x: 10, y: -4.5 } })
    expect(body.people).toMatchObject([
      { userId: owner.me.user.id, wants: 'edit', selection: ['hello'], cursor: null },
      { userId: colleague.me.user.id, selection: [], cursor: { x: 10, y: -4.5 } },
    ])
    expect(body.holder).toMatchObject({ userId: owner.me.user.id, name: owner.me.user.name })
  })

  it('hear of each other as it happens, and not while nothing does', async () => {
    const { owner, colleague, flow, visit } = await openFlow()
    const seen = await listen(centre.origin, owner)
    const people = () =>
      seen
        .of('flow.presence_changed')
        .map(({ payload }) => payload.presence.people.map(({ selection }) => selection))
    await visit(colleague)
    await visit(colleague)
    await visit(colleague, { selection: ['bye'] })
    await visit(colleague)
    await colleague.send('DELETE', `/v1/flows/${flow.id}/presence?tab=one`)
    await expect.poll(people, waiting).toEqual([[[]], [['bye']], []])
  })

  it('are as many as they have pages, each with its own place', async () => {
    const { owner, visit } = await openFlow()
    await visit(owner, { tab: 'one', selection: ['start'] })
    const { body } = await visit(owner, { tab: 'two', selection: ['bye'] })
    expect(body.people.map(({ tab, selection }) => [tab, selection])).toEqual([
      ['one', ['start']],
      ['two', ['bye']],
    ])
    expect(body.holder?.tab).toBe('one')
  })

  it('look on where they may not change it', async () => {
    const { owner, visit } = await openFlow()
    const viewer = await centre.newUser(owner.tenantId, ['viewer'])
    expect(problemCode(await visit(viewer))).toBe('forbidden')
    expect((await visit(viewer, { wants: 'look' })).body).toMatchObject({
      people: [{ userId: viewer.me.user.id, wants: 'look' }],
      holder: null,
    })
  })

  it.each([
    ['no page', { tab: '' }],
    ['a page of no name', { tab: 'a b' }],
    ['too many blocks', { selection: Array.from({ length: 201 }, () => 'a') }],
    ['blocks that are none', { selection: ['<script>'] }],
    ['a place nowhere', { cursor: { x: 'left', y: 0 } }],
    ['another wish', { wants: 'own' }],
  ])('are not somebody with %s', async (_what, visited) => {
    const { owner, visit } = await openFlow()
    expect(problemCode(await visit(owner, visited))).toBe('validation_failed')
  })
})

describe('a flow that is held', () => {
  it('is saved by its holder and by nobody else, who is told whose it is', async () => {
    const { owner, colleague, flow, visit } = await openFlow()
    await visit(owner)
    const refused = await flowsOf(colleague).save(flow.id, saying('Theirs'), '*')
    expect(problemCode(refused)).toBe('flow_held')
    expect((refused.body as unknown as Problem).current?.by).toEqual({
      id: owner.me.user.id,
      name: owner.me.user.name,
    })
    const restored = await colleague.send('POST', `/v1/flows/${flow.id}/restore`, { version: 1 })
    expect(problemCode(restored)).toBe('flow_held')
    expect((await flowsOf(owner).save(flow.id, saying('Mine'), '*')).status).toBe(200)
  })

  it('is taken over, and the former holder is told at once and saves no more', async () => {
    const { owner, colleague, flow, visit, takeOver } = await openFlow()
    await visit(owner)
    const told = await listen(centre.origin, owner)
    expect((await takeOver(colleague)).body.holder?.userId).toBe(colleague.me.user.id)
    await expect
      .poll(() => told.of('flow.taken_over').map(({ payload }) => payload), waiting)
      .toEqual([
        {
          flowId: flow.id,
          by: { id: colleague.me.user.id, name: colleague.me.user.name },
          from: { id: owner.me.user.id, name: owner.me.user.name },
        },
      ])
    expect((await visit(owner)).body.holder?.userId).toBe(colleague.me.user.id)
    expect(problemCode(await flowsOf(owner).save(flow.id, saying('Mine'), '*'))).toBe('flow_held')
    expect((await flowsOf(colleague).save(flow.id, saying('Theirs'), '*')).status).toBe(200)
  })

  it('is one’s of many who want it at once', async () => {
    const { owner, colleague, visit, takeOver } = await openFlow()
    const more = await centre.newUser(owner.tenantId, ['developer'])
    const everybody = [owner, colleague, more]
    await Promise.all(everybody.map((client) => visit(client)))
    await Promise.all([...everybody, ...everybody].map((client) => takeOver(client)))
    const { body } = await visit(owner)
    expect(body.people).toHaveLength(3)
    expect(everybody.map(({ me }) => me.user.id)).toContain(body.holder?.userId)
  })

  it('is let go by looking, and by leaving', async () => {
    const { owner, colleague, flow, visit } = await openFlow()
    await visit(owner)
    expect((await visit(owner, { wants: 'look' })).body.holder).toBeNull()
    expect((await visit(colleague)).body.holder?.userId).toBe(colleague.me.user.id)
    await colleague.send('DELETE', `/v1/flows/${flow.id}/presence?tab=one`)
    expect((await visit(owner)).body.holder?.userId).toBe(owner.me.user.id)
  })

  it('is free once its holder was not heard of for 15 seconds, and no sooner', async () => {
    const { owner, colleague, flow, visit, letPass } = await openFlow()
    await visit(owner)
    await letPass(3, owner)
    expect((await visit(colleague)).body.holder?.userId).toBe(owner.me.user.id)
    await letPass(16, owner)
    const { body } = await visit(colleague)
    expect(body.people.map(({ userId }) => userId)).toEqual([colleague.me.user.id])
    expect(body.holder?.userId).toBe(colleague.me.user.id)
    expect(problemCode(await flowsOf(owner).save(flow.id, saying('Late'), '*'))).toBe('flow_held')
    expect((await visit(owner)).body.holder?.userId).toBe(colleague.me.user.id)
  })

  it('is told to be free when its holder is gone without a word', async () => {
    const { owner, colleague, visit, letPass } = await openFlow()
    await visit(owner)
    await visit(colleague, { wants: 'look' })
    const told = await listen(centre.origin, colleague)
    await letPass(16, owner)
    await forgetGone(centre.database, centre.doWork)
    await expect
      .poll(() => told.of('flow.presence_changed').at(-1)?.payload.presence, waiting)
      .toMatchObject({ people: [{ userId: colleague.me.user.id }], holder: null })
  })
})
