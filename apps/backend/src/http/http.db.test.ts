import { mayDo, permissionsOf, roles, type Role, routes, type Route } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, problemCode, type TestCentre } from '../testing/test-centre.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

const someId = '01968ae3-4c00-7000-8000-000000000001'
const fill = (path: string) => path.replaceAll('{id}', someId).replaceAll('{version}', '1')

describe('every route', () => {
  it.each(
    Object.values(routes).filter(
      ({ access }) => access !== 'public' && access !== 'refresh-cookie',
    ),
  )('$method $path asks who is calling', async (route: Route) => {
    expect(problemCode(await centre.anybody.send(route.method, fill(route.path), {}))).toBe(
      'not_signed_in',
    )
  })

  it.each(roles)('is open to a %s exactly as the table of permissions says', async (role: Role) => {
    const { tenantId } = await centre.newTenant('owner')
    const user = await centre.newUser(tenantId, [role])
    for (const route of Object.values(routes) as Route[]) {
      if (typeof route.access === 'string') continue
      const answer = await user.send<{ code?: string }>(route.method, fill(route.path), {})
      const allowed = route.access.some((permission) => mayDo([role], permission))
      expect(
        `${route.method} ${route.path} ${answer.body?.code === 'forbidden' ? 'refused' : 'let in'}`,
      ).toBe(`${route.method} ${route.path} ${allowed ? 'let in' : 'refused'}`)
    }
  })

  it('is in the OpenAPI document, with its access', async () => {
    const { body } = await centre.anybody.send<{
      openapi: string
      paths: Record<string, Record<string, object>>
    }>('GET', '/v1/openapi.json')
    expect(body.openapi).toMatch(/^3\.1/)
    for (const [name, route] of Object.entries(routes)) {
      expect(body.paths[route.path]?.[route.method.toLowerCase()]).toMatchObject({
        operationId: name,
      })
    }
  })
})

describe('the schema of flows', () => {
  it('is told to anybody', async () => {
    const { body } = await centre.anybody.send('GET', '/schemas/flow.json')
    expect(body).toMatchObject({ title: 'Flow', properties: { blocks: expect.anything() } })
  })
})

describe('the table of permissions', () => {
  it('gives every permission to owners, and none to nobody', () => {
    expect(permissionsOf.owner.length).toBeGreaterThan(0)
    expect(mayDo([], 'calls:read')).toBe(false)
  })
})

describe('a bad request', () => {
  it('without JSON, or with half of it, is told so', async () => {
    const owner = await centre.newTenant('owner')
    const text = await owner.send('POST', '/v1/queues', 'name=x', { 'content-type': 'text/plain' })
    expect(problemCode(text)).toBe('bad_request')
    expect(problemCode(await owner.send('POST', '/v1/queues', '{"name":'))).toBe('bad_request')
  })

  it('that is too large is refused before it is read', async () => {
    const owner = await centre.newTenant('owner')
    const answer = await owner.send('POST', '/v1/queues', { name: 'x'.repeat(2 * 1024 * 1024) })
    expect(problemCode(answer)).toBe('payload_too_large')
  })

  it('to nowhere is a problem too', async () => {
    expect(problemCode(await centre.anybody.send('GET', '/v1/nowhere'))).toBe('not_found')
  })

  it('with a method the path does not take says which it takes', async () => {
    const answer = await centre.anybody.send('PUT', `/v1/calls/${someId}`)
    expect(problemCode(answer)).toBe('method_not_allowed')
    expect(answer.headers.get('allow')).toBe('GET, PATCH, DELETE')
  })

  it('for an id that is none names the parameter', async () => {
    const owner = await centre.newTenant('owner')
    const answer = await owner.send('GET', '/v1/calls/seven')
    expect(problemCode(answer)).toBe('validation_failed')
    expect(answer.body).toMatchObject({ errors: [{ path: '/id' }] })
  })
})

describe('an Idempotency-Key', () => {
  it('makes a repeated POST give the first answer and do nothing again', async () => {
    const owner = await centre.newTenant('owner')
    const headers = { 'idempotency-key': 'a-key-1' }
    const post = () => owner.send<{ id: string }>('POST', '/v1/queues', { name: 'Sales' }, headers)
    const first = await post()
    const second = await post()
    expect(first.status).toBe(201)
    expect(second).toMatchObject({ status: 201, body: first.body })
    const queues = await owner.send<{ items: unknown[] }>('GET', '/v1/queues')
    expect(queues.body.items).toHaveLength(1)
  })

  it('lets of many at once one through, and the rest have its answer', async () => {
    const owner = await centre.newTenant('owner')
    const headers = { 'idempotency-key': 'a-key-2' }
    const posts = Array.from({ length: 8 }, () =>
      owner.send<{ id: string }>('POST', '/v1/queues', { name: 'Support' }, headers),
    )
    const answers = await Promise.all(posts)
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  })

  it('belongs to one request', async () => {
    const owner = await centre.newTenant('owner')
    const headers = { 'idempotency-key': 'a-key-3' }
    await owner.send('POST', '/v1/queues', { name: 'One' }, headers)
    const other = await owner.send('POST', '/v1/queues', { name: 'Two' }, headers)
    expect(problemCode(other)).toBe('idempotency_key_reused')
  })

  it('is free again after a request that was refused', async () => {
    const owner = await centre.newTenant('owner')
    const headers = { 'idempotency-key': 'a-key-4' }
    await owner.send('POST', '/v1/queues', { name: 'Taken' })
    expect(problemCode(await owner.send('POST', '/v1/queues', { name: 'Taken' }, headers))).toBe(
      'already_exists',
    )
    expect((await owner.send('POST', '/v1/queues', { name: 'Free' }, headers)).status).toBe(201)
  })
})

describe('health', () => {
  it('is ready while the database answers', async () => {
    const answer = await centre.anybody.send('GET', '/health/ready')
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'ready', checks: { database: 'ok' } },
    })
    expect((await centre.anybody.send('GET', '/health/live')).status).toBe(200)
  })

  it('is measured by route', async () => {
    const { body } = await centre.anybody.send<string>('GET', '/metrics')
    expect(body).toContain(
      'iris_http_request_seconds_count{method="GET",route="/health/live",status="200"}',
    )
  })
})
