import {
  type LiveRefusal,
  type NewWallboardLink,
  type OpenedWallboardLink,
  type Queue,
  type Route,
  routes,
  type WallboardLink,
} from '@iris/contracts'
import { openStreamDocuments } from '@iris/realtime/documents'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { isAnyWaitingForALock } from '../../testing/waiting-for-locks.ts'
import { updateUser } from '../identity/service.ts'
import { createLink } from './service.ts'

let centre: TestCentre
let supervisor: SignedInClient & { tenantId: string }

beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  supervisor = await centre.newTenant('supervisor')
})

const make = (body: object = { name: 'Lobby', hours: 8 }) =>
  supervisor.send<NewWallboardLink>('POST', '/v1/wallboard-links', body)
const list = async (by: SignedInClient = supervisor) =>
  (await by.send<{ items: WallboardLink[] }>('GET', '/v1/wallboard-links')).body.items
const revoke = ({ id }: WallboardLink) => supervisor.send('DELETE', `/v1/wallboard-links/${id}`)
const open = (token: string) =>
  centre.anybody.send<OpenedWallboardLink>('POST', '/v1/wallboard-links/open', { token })

const newOwner = () => centre.newUser(supervisor.tenantId, ['owner'])
const makeAs = (by: SignedInClient) =>
  by.send<NewWallboardLink>('POST', '/v1/wallboard-links', { name: 'Mine', hours: 8 })
const changeUser = (by: SignedInClient, change: object) =>
  by.send('PATCH', `/v1/users/${supervisor.me.user.id}`, change)
const auditOf = ({ id }: WallboardLink) =>
  centre.database.asSystem((tx) =>
    tx
      .selectFrom('audit_entries')
      .select(['action', 'actor_id'])
      .where('target', '=', id)
      .execute(),
  )

/** As if so much time had passed. */
const passes = (id: string, hours: number) =>
  centre.database.asSystem(async (tx) => {
    const { expires_at } = await tx
      .selectFrom('wallboard_links')
      .select('expires_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const earlier = (at: Date) => new Date(at.getTime() - hours * 3_600_000)
    await tx
      .updateTable('wallboard_links')
      .set({ expires_at: earlier(expires_at) })
      .where('id', '=', id)
      .execute()
  })

/** Watches a board as a screen that holds the access token does. */
function watch(accessToken: string, path: 'board/everyone' | 'presence/everyone') {
  const names: string[][] = []
  const refusals: LiveRefusal[] = []
  const ended = vi.fn<() => void>()
  const documents = openStreamDocuments({
    url: `${centre.origin}/v1/live`,
    token: async () => accessToken,
    onState: () => undefined,
    onRefused: ended,
    retryDelayMs: () => 20,
  })
  onTestFinished(() => documents.close())
  documents.watch(path, {
    onValue: (value) =>
      void names.push('queues' in value ? Object.values(value.queues).map(({ name }) => name) : []),
    onRefused: (why) => void refusals.push(why),
  })
  return { names, refusals, ended }
}

describe('a link to the wallboard', () => {
  it('is listed with who made it, until when it opens, and when it was used', async () => {
    const { status, body } = await make({ name: ' Lobby ', hours: 24 })
    expect(status).toBe(201)
    const { token, ...link } = body
    expect(link).toMatchObject({
      name: 'Lobby',
      createdBy: { id: supervisor.me.user.id, name: supervisor.me.user.name },
      lastUsedAt: null,
      revoked: null,
    })
    expect(Date.parse(link.expiresAt) - Date.parse(link.createdAt)).toBe(24 * 3_600_000)
    expect(await list()).toEqual([link])
    await open(token)
    expect((await list())[0]?.lastUsedAt).toEqual(expect.any(String))
  })

  it('has its token in the one answer, and only a hash of it in the tables and the audit', async () => {
    const { token } = (await make()).body
    const [id = '', secret = ''] = token.split('.')
    const rows = await centre.database.asSystem((tx) =>
      Promise.all([
        tx.selectFrom('wallboard_links').selectAll().where('id', '=', id).execute(),
        tx.selectFrom('audit_entries').selectAll().where('target', '=', id).execute(),
      ]),
    )
    const [[row], audit] = rows
    const everything = JSON.stringify([
      { ...row, secret_hash: row?.secret_hash.toString('latin1') },
      audit,
      await list(),
    ])
    expect(everything).toContain('wallboard_link.created')
    expect(everything).not.toContain(secret)
  })

  it.each([8, 24, 168, 720])('opens for %d hours and not longer', async (hours) => {
    const { id, token } = (await make({ name: 'Lobby', hours })).body
    await passes(id, hours - 0.01)
    expect((await open(token)).status).toBe(200)
    await passes(id, 0.01)
    expect(problemCode(await open(token))).toBe('link_expired')
  })

  it.each([
    { name: 'Lobby', hours: 721 },
    { name: 'Lobby', hours: 1 },
    { name: '', hours: 8 },
    { name: 'Lobby' },
  ])('is not made of %j', async (body) => {
    expect(problemCode(await make(body))).toBe('validation_failed')
  })

  it('opens no more once it is revoked, and says by whom', async () => {
    const link = (await make()).body
    expect((await revoke(link)).status).toBe(204)
    expect(problemCode(await open(link.token))).toBe('link_revoked')
    expect((await list())[0]?.revoked?.by?.id).toBe(supervisor.me.user.id)
    expect((await revoke(link)).status).toBe(204)
    expect((await auditOf(link)).map(({ action }) => action).toSorted()).toEqual([
      'wallboard_link.created',
      'wallboard_link.revoked',
    ])
  })

  it.each([
    ['is disabled', { disabled: true }, 'maker_disabled'],
    ['is no supervisor any more', { roles: ['agent'] }, 'maker_role'],
  ])('opens no more once its maker %s, for good', async (_, change, because) => {
    const [owner, theirs, others] = [await newOwner(), (await make()).body, (await make()).body]
    const own = (await makeAs(owner)).body
    await revoke(others)
    const changed = await changeUser(owner, change)
    expect(changed.status).toBe(200)
    expect(problemCode(await open(theirs.token))).toBe('link_revoked')
    const { id, name } = owner.me.user
    const listed = await list(owner)
    const endOf = (link: WallboardLink) => listed.find((one) => one.id === link.id)?.revoked
    expect(endOf(theirs)).toMatchObject({ by: { id, name }, because })
    expect(endOf(others)).toMatchObject({ because: 'asked' })
    expect((await open(own.token)).status).toBe(200)
    expect(await auditOf(theirs)).toContainEqual(
      expect.objectContaining({ action: 'wallboard_link.revoked', actor_id: id }),
    )
    await changeUser(owner, { disabled: false, roles: ['supervisor'] })
    expect(problemCode(await open(theirs.token))).toBe('link_revoked')
  })

  it('stays open while its maker may still share', async () => {
    const [owner, link] = [await newOwner(), (await make()).body]
    await changeUser(owner, { roles: ['admin', 'agent'], name: 'Sam', disabled: false })
    expect((await open(link.token)).status).toBe(200)
  })

  it('is not made by somebody who is being disabled at that moment', async () => {
    const maker = supervisor.me.user.id
    const { tenantId } = supervisor
    let making: Promise<unknown> = Promise.resolve()
    await centre.doWork(tenantId, null, async (work) => {
      await updateUser(work, maker, { disabled: true })
      const link = { name: 'Late', hours: 8, by: maker }
      making = centre.doWork(tenantId, null, (late) => createLink(late, link))
      making.catch(() => undefined)
      await vi.waitUntil(() => isAnyWaitingForALock(centre.database))
    })
    await expect(making).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('is made, seen and revoked by supervisors and above, each in their own centre', async () => {
    const link = (await make()).body
    for (const role of ['agent', 'developer', 'billing', 'viewer'] as const) {
      const user = await centre.newUser(supervisor.tenantId, [role])
      expect((await user.send('GET', '/v1/wallboard-links')).status).toBe(403)
      const made = await user.send('POST', '/v1/wallboard-links', { name: 'Mine', hours: 8 })
      expect(made.status).toBe(403)
      expect((await user.send('DELETE', `/v1/wallboard-links/${link.id}`)).status).toBe(403)
    }
    const stranger = await centre.newTenant('owner')
    expect(await list(stranger)).toEqual([])
    const answer = await stranger.send('DELETE', `/v1/wallboard-links/${link.id}`)
    expect(problemCode(answer)).toBe('not_found')
    expect((await open(link.token)).status).toBe(200)
  })

  it('is not guessed: who tries too often has to wait', async () => {
    const { id, token } = (await make()).body
    for (const wrong of ['', 'nonsense', `${uuidv7()}.${token.split('.')[1]}`]) {
      expect((await open(wrong)).status).toBe(wrong === '' ? 422 : 404)
    }
    const guess = `${id}.${'A'.repeat(43)}`
    for (let tries = 0; tries < 8; tries++) expect(problemCode(await open(guess))).toBe('not_found')
    const blocked = await open(guess)
    expect(problemCode(blocked)).toBe('too_many_requests')
    // Signing in is another thing.
    expect((await centre.signIn(supervisor.me.user.email)).me.user.id).toBe(supervisor.me.user.id)
  })
})

describe('whoever holds a link', () => {
  it('hears the boards of its centre and nobody’s presence, as they change', async () => {
    const stranger = await centre.newTenant('owner')
    await stranger.send('POST', '/v1/queues', { name: 'Theirs' })
    const { accessToken } = (await open((await make()).body.token)).body
    const board = watch(accessToken, 'board/everyone')
    const presence = watch(accessToken, 'presence/everyone')
    await expect.poll(() => board.names.at(-1)).toEqual([])
    await supervisor.send<Queue>('POST', '/v1/queues', { name: 'Sales' })
    await expect.poll(() => board.names.at(-1)).toEqual(['Sales'])
    await expect.poll(() => presence.refusals).toEqual(['forbidden'])
    expect(presence.names).toEqual([])
  })

  it('is refused by every route there is, and by the stream of events', async () => {
    const { accessToken } = (await open((await make()).body.token)).body
    const authorization = { authorization: `Bearer ${accessToken}` }
    const guarded = (Object.values(routes) as Route[]).filter(
      ({ access }) => access !== 'public' && access !== 'refresh-cookie',
    )
    expect(guarded.length).toBeGreaterThan(100)
    const addresses = guarded.map(({ method, path }) => ({ method, path }))
    for (const { method, path } of [...addresses, { method: 'GET', path: '/v1/stream' }]) {
      const filled = path.replaceAll(/\{\w+\}/g, uuidv7())
      const answer = await centre.anybody.send(method, filled, undefined, authorization)
      expect(`${method} ${path} ${problemCode(answer)}`).toBe(`${method} ${path} not_signed_in`)
    }
  })

  it('hears no more as soon as the link is revoked, though the token is still good', async () => {
    const link = (await make()).body
    const { accessToken } = (await open(link.token)).body
    const board = watch(accessToken, 'board/everyone')
    await expect.poll(() => board.names.length).toBeGreaterThan(0)
    await revoke(link)
    await expect.poll(() => board.ended.mock.calls.length).toBe(1)
    const authorization = { authorization: `Bearer ${accessToken}` }
    const again = await centre.anybody.send(
      'GET',
      '/v1/live?path=board/everyone',
      undefined,
      authorization,
    )
    expect(problemCode(again)).toBe('link_revoked')
  })

  it('hears no more as soon as its maker is disabled', async () => {
    const { accessToken } = (await open((await make()).body.token)).body
    const board = watch(accessToken, 'board/everyone')
    await expect.poll(() => board.names.length).toBeGreaterThan(0)
    await changeUser(await newOwner(), { disabled: true })
    await expect.poll(() => board.ended.mock.calls.length).toBe(1)
  })

  it('hears no more within a minute of its expiry', { timeout: 40_000 }, async () => {
    const link = (await make()).body
    const { accessToken } = (await open(link.token)).body
    const board = watch(accessToken, 'board/everyone')
    await expect.poll(() => board.names.length).toBeGreaterThan(0)
    await passes(link.id, 8)
    await expect.poll(() => board.ended.mock.calls.length, { timeout: 30_000 }).toBe(1)
  })
})
