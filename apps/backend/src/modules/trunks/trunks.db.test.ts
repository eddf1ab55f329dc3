import type { Trunk } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'

let centre: TestCentre
let owner: Awaited<ReturnType<TestCentre['newTenant']>>

beforeAll(async () => {
  centre = await openTestCentre()
  owner = await centre.newTenant()
})
afterAll(() => centre.close())

let names = 0
const add = (more: object = {}) =>
  owner.send<Trunk>('POST', '/v1/trunks', { name: `T${++names}`, host: 'sip.example.com', ...more })
const change = (id: string, body: object) => owner.send<Trunk>('PATCH', `/v1/trunks/${id}`, body)

describe('a trunk', () => {
  it('has sensible settings when none are given', async () => {
    const { status, body } = await add({ host: 'SIP.Example.COM ' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      enabled: true,
      host: 'sip.example.com',
      port: null,
      transport: 'auto',
      media: 'rtp',
      codecs: ['PCMU', 'PCMA'],
      username: null,
      hasPassword: false,
      registers: false,
      prefixes: [],
      priority: 10,
      maxChannels: 10,
      callsPerSecond: 1,
      numberFormat: 'e164',
      health: { kind: 'unknown' },
    })
  })

  it('takes a password and never gives it back, nor keeps it in the clear', async () => {
    const { body } = await add({ username: 'iris', password: 'open sesame', registers: true })
    expect(body).toMatchObject({ hasPassword: true, registers: true })
    const list = await owner.send('GET', '/v1/trunks')
    const audit = await owner.send('GET', '/v1/audit')
    expect(JSON.stringify([body, list.body, audit.body])).not.toContain('open sesame')
    const row = await centre.database.asSystem((tx) =>
      tx.selectFrom('trunks').selectAll().where('id', '=', body.id).executeTakeFirstOrThrow(),
    )
    expect(row.password_sealed?.toString('latin1')).not.toContain('open sesame')
    expect((await change(body.id, { port: 5070 })).body).toMatchObject({
      port: 5070,
      hasPassword: true,
    })
    const taken = await change(body.id, { password: null, registers: false })
    expect(taken.body.hasPassword).toBe(false)
  })

  it('by TLS with encrypted audio is kept so, and its audio needs TLS for as long', async () => {
    const { body } = await add({ transport: 'tls', media: 'srtp', port: 5061 })
    expect(body).toMatchObject({ transport: 'tls', media: 'srtp', port: 5061 })
    const refused = await change(body.id, { transport: 'udp' })
    expect(refused.body).toMatchObject({ errors: [{ path: '/media' }] })
    const changed = await change(body.id, { transport: 'auto', media: 'rtp', port: null })
    expect(changed.body).toMatchObject({ transport: 'auto', media: 'rtp', port: null })
  })

  it('has its codecs in the order they are written, each once and at least one', async () => {
    const { body } = await add({ codecs: ['G722', 'PCMA'] })
    expect(body).toMatchObject({ codecs: ['G722', 'PCMA'] })
    const changed = await change(body.id, { codecs: ['opus', 'PCMU', 'G722'] })
    expect(changed.body).toMatchObject({ codecs: ['opus', 'PCMU', 'G722'] })
    for (const codecs of [[], ['PCMU', 'PCMU'], ['G729']]) {
      const refused = await change(body.id, { codecs })
      expect(problemCode(refused)).toBe('validation_failed')
    }
  })

  it('without a password cannot register, and keeps what it was', async () => {
    const { body } = await add({ username: 'iris' })
    const refused = await change(body.id, { registers: true, port: 5099 })
    expect(problemCode(refused)).toBe('validation_failed')
    expect(refused.body).toMatchObject({ errors: [{ path: '/registers' }] })
    const { items } = (await owner.send<{ items: Trunk[] }>('GET', '/v1/trunks')).body
    const kept = items.find(({ id }) => id === body.id)
    expect(kept?.port).toBeNull()
  })

  it.each([
    ['/host', { host: 'not a host' }],
    ['/host', { host: 'sip:user@host' }],
    ['/port', { port: 0 }],
    ['/addresses/0', { addresses: ['203.0.113.0/33'] }],
    ['/transport', { transport: 'sctp' }],
    ['/media', { media: 'srtp' }],
    ['/media', { media: 'srtp', transport: 'tcp' }],
    ['/prefixes/0', { prefixes: ['49'] }],
    ['/callerIds/0', { callerIds: ['12'] }],
    ['/maxChannels', { maxChannels: 0 }],
  ])('is refused for its %s when it has %j', async (path, settings) => {
    const refused = await add(settings)
    expect(problemCode(refused)).toBe('validation_failed')
    expect(refused.body).toMatchObject({ errors: [{ path }] })
  })

  it('has a name of its own in its centre, whatever the capitals', async () => {
    await add({ name: 'Carrier' })
    expect(problemCode(await add({ name: 'CARRIER' }))).toBe('already_exists')
  })

  it('is its centre’s alone', async () => {
    const { body } = await add()
    const stranger = await centre.newTenant()
    const list = await stranger.send<{ items: Trunk[] }>('GET', '/v1/trunks')
    expect(list.body.items).toEqual([])
    expect(problemCode(await stranger.send('PATCH', `/v1/trunks/${body.id}`, {}))).toBe('not_found')
    expect(problemCode(await stranger.send('DELETE', `/v1/trunks/${body.id}`))).toBe('not_found')
    expect((await owner.send('DELETE', `/v1/trunks/${body.id}`)).status).toBe(204)
    expect(problemCode(await owner.send('DELETE', `/v1/trunks/${body.id}`))).toBe('not_found')
  })

  it('is seen by supervisors, changed by admins, and no business of agents', async () => {
    const supervisor = await centre.newUser(owner.tenantId, ['supervisor'])
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect((await supervisor.send('GET', '/v1/trunks')).status).toBe(200)
    const wish = { name: 'Mine', host: 'sip.example.com' }
    expect(problemCode(await supervisor.send('POST', '/v1/trunks', wish))).toBe('forbidden')
    expect(problemCode(await agent.send('GET', '/v1/trunks'))).toBe('forbidden')
  })

  it('that is switched off says so, whatever the carrier says', async () => {
    const { body } = await add({ enabled: false })
    expect(body.health).toEqual({ kind: 'off' })
    const tested = await owner.send('POST', `/v1/trunks/${body.id}/test`, {})
    expect(tested.body).toEqual({ kind: 'off' })
  })
})

describe('placing a call', () => {
  const place = (client: typeof owner, body: object) =>
    client.send('POST', '/v1/calls', {
      to: '+4930123456',
      flowId: '01968ae3-4c00-7000-8000-000000000001',
      ...body,
    })

  it('needs the permission, a flow that is published, and a trunk', async () => {
    const other = await centre.newTenant()
    expect(problemCode(await place(other, {}))).toBe('conflict')
    await other.send('POST', '/v1/trunks', { name: 'T', host: 'sip.example.com' })
    const refused = await place(other, {})
    expect(refused.body).toMatchObject({ errors: [{ path: '/flowId' }] })
    const shown = await place(other, { from: '+15559999999' })
    expect(shown.body).toMatchObject({ errors: [{ path: '/from' }] })
    const viewer = await centre.newUser(other.tenantId, ['viewer'])
    const asViewer = await viewer.send('POST', '/v1/calls', {
      to: '+4930123456',
      flowId: '01968ae3-4c00-7000-8000-000000000001',
    })
    expect(problemCode(asViewer)).toBe('forbidden')
  })
})
