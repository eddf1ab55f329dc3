import type { Session, SignedIn, User } from '@iris/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

const refresh = (cookie: string) =>
  centre.anybody.send<SignedIn>('POST', '/v1/session/refresh', undefined, { cookie })
const cookieOf = (answer: { headers: Headers }) =>
  (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

describe('signing in', () => {
  it('gives an access token, and the refresh token only in an HttpOnly cookie', async () => {
    const owner = await centre.newTenant('owner')
    const answer = await centre.anybody.send<SignedIn>('POST', '/v1/session', {
      email: owner.me.user.email.toUpperCase(),
      password: centre.password,
    })
    expect(answer.status).toBe(200)
    expect(answer.body.me.user.id).toBe(owner.me.user.id)
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/; HttpOnly/i)
    expect(cookie).toMatch(/; SameSite=Strict/i)
    expect(cookie).toMatch(/; Path=\/v1\/session/i)
    expect(JSON.stringify(answer.body)).not.toContain(cookieOf(answer).split('=')[1])
  })

  it('does not say whether it was the address or the password', async () => {
    const owner = await centre.newTenant('owner')
    const wrongPassword = await centre.anybody.send('POST', '/v1/session', {
      email: owner.me.user.email,
      password: 'not the password',
    })
    const nobody = await centre.anybody.send('POST', '/v1/session', {
      email: 'nobody@test.example',
      password: 'not the password',
    })
    expect(problemCode(wrongPassword)).toBe('wrong_credentials')
    expect({ ...(nobody.body as object), requestId: '' }).toEqual({
      ...(wrongPassword.body as object),
      requestId: '',
    })
  })

  it('is refused after too many failures, even with the right password, and says for how long', async () => {
    const owner = await centre.newTenant('owner')
    const attempt = (password: string) =>
      centre.anybody.send('POST', '/v1/session', { email: owner.me.user.email, password })
    for (let i = 0; i < 8; i++)
      expect(problemCode(await attempt('wrong'))).toBe('wrong_credentials')
    const blocked = await attempt(centre.password)
    expect(problemCode(blocked)).toBe('too_many_requests')
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('says which fields are wrong', async () => {
    const answer = await centre.anybody.send('POST', '/v1/session', {
      email: 'not an address',
      password: '',
    })
    expect(problemCode(answer)).toBe('validation_failed')
    expect(answer.body).toMatchObject({ errors: [{ path: '/email' }, { path: '/password' }] })
  })

  it('refuses a disabled user, whose sessions end at once', async () => {
    const owner = await centre.newTenant('owner')
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect((await agent.send('GET', '/v1/me')).status).toBe(200)
    const changed = await owner.send<User>('PATCH', `/v1/users/${agent.me.user.id}`, {
      disabled: true,
    })
    expect(changed.body.disabled).toBe(true)
    await expect.poll(async () => (await agent.send('GET', '/v1/me')).status).toBe(401)
    await expect(centre.signIn(agent.me.user.email)).rejects.toThrow('wrong_credentials')
  })
})

describe('an access token', () => {
  it('is asked for', async () => {
    expect(problemCode(await centre.anybody.send('GET', '/v1/me'))).toBe('not_signed_in')
  })

  it('is refused when it is not one of ours', async () => {
    const forged = await centre.anybody.send('GET', '/v1/me', undefined, {
      authorization: 'Bearer aaaa.bbbb.cccc',
    })
    expect(problemCode(forged)).toBe('not_signed_in')
  })

  it('is worth nothing once its session has ended', async () => {
    const owner = await centre.newTenant('owner')
    expect((await owner.send('DELETE', '/v1/session')).status).toBe(204)
    await expect.poll(async () => (await owner.send('GET', '/v1/me')).status).toBe(401)
  })
})

describe('refreshing', () => {
  it('trades the cookie for a new one', async () => {
    const owner = await centre.newTenant('owner')
    const answer = await refresh(owner.cookie)
    expect(answer.status).toBe(200)
    expect(cookieOf(answer)).not.toBe(owner.cookie)
    expect((await refresh(cookieOf(answer))).status).toBe(200)
  })

  it('takes the cookie before once more for a moment, as two tabs send it at the same time', async () => {
    const owner = await centre.newTenant('owner')
    const answers = await Promise.all([refresh(owner.cookie), refresh(owner.cookie)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers.filter((answer) => answer.headers.has('set-cookie'))).toHaveLength(1)
  })

  it('ends the session when an old cookie is used: somebody holds a copy', async () => {
    const owner = await centre.newTenant('owner')
    const second = await refresh(owner.cookie)
    const third = await refresh(cookieOf(second))
    expect(problemCode(await refresh(owner.cookie))).toBe('session_ended')
    expect(problemCode(await refresh(cookieOf(third)))).toBe('session_ended')
    await expect.poll(async () => (await owner.send('GET', '/v1/me')).status).toBe(401)
  })

  it.each(['', 'iris_session_test=', 'iris_session_test=nonsense', 'iris_session_test=a.b.c'])(
    'refuses the cookie %j',
    async (cookie) => {
      expect(problemCode(await refresh(cookie))).toBe('session_ended')
    },
  )
})

describe.each([-5, 5])('a process whose clock is %i minutes off', (minutes) => {
  const here = async <T>(task: () => Promise<T>): Promise<T> => {
    vi.setSystemTime(Date.now() + minutes * 60_000)
    try {
      return await task()
    } finally {
      vi.useRealTimers()
    }
  }
  const endsIn = (userId: string, seconds: number) =>
    centre.database.asSystem((tx) =>
      sql`update sessions set expires_at = now() + ${seconds} * interval '1 second'
        where user_id = ${userId}`.execute(tx),
    )

  it('begins sessions that last as long as any', async () => {
    const { me } = await centre.newTenant('owner')
    await here(() => centre.signIn(me.user.email))
    const { rows } = await centre.database.asSystem((tx) =>
      sql<{ days: number }>`
        select (extract(epoch from expires_at - created_at) / 86400)::float8 as days
        from sessions where user_id = ${me.user.id}`.execute(tx),
    )
    expect(rows.map(({ days }) => days)).toEqual([14, 14])
  })

  it('takes those that are open, and none that is over', async () => {
    const owner = await centre.newTenant('owner')
    const ask = () => here(async () => (await owner.send('GET', '/v1/me')).status)
    await endsIn(owner.me.user.id, 60)
    expect(await ask()).toBe(200)
    const list = await here(() => owner.send<{ items: Session[] }>('GET', '/v1/sessions'))
    expect(list.body.items).toHaveLength(1)
    const { status, headers } = await here(() => refresh(owner.cookie))
    expect(status).toBe(200)
    await endsIn(owner.me.user.id, -60)
    expect(problemCode(await here(() => refresh(cookieOf({ headers }))))).toBe('session_ended')
  })

  it('admits nobody whose session is over', async () => {
    const owner = await centre.newTenant('owner')
    await endsIn(owner.me.user.id, -60)
    expect(problemCode(await here(() => owner.send('GET', '/v1/me')))).toBe('session_ended')
  })

  it('takes the cookie that another process has just traded in', async () => {
    const owner = await centre.newTenant('owner')
    expect((await refresh(owner.cookie)).status).toBe(200)
    expect((await here(() => refresh(owner.cookie))).status).toBe(200)
  })
})

describe('sessions', () => {
  it('are listed, and all end with "sign out everywhere"', async () => {
    const first = await centre.newTenant('owner')
    const second = await centre.signIn(first.me.user.email)
    const list = await second.send<{ items: Session[] }>('GET', '/v1/sessions')
    expect(list.body.items.map(({ current }) => current)).toHaveLength(2)
    expect(list.body.items.filter(({ current }) => current)).toHaveLength(1)
    expect((await second.send('DELETE', '/v1/sessions')).status).toBe(204)
    for (const client of [first, second]) {
      await expect.poll(async () => (await client.send('GET', '/v1/me')).status).toBe(401)
      expect(problemCode(await refresh(client.cookie))).toBe('session_ended')
    }
  })

  it('other than the one in use end when the password changes', async () => {
    const first = await centre.newTenant('owner')
    const second = await centre.signIn(first.me.user.email)
    const wrong = await first.send('PUT', '/v1/me/password', {
      current: 'wrong',
      next: 'a new long password',
    })
    expect(problemCode(wrong)).toBe('wrong_credentials')
    const right = await first.send('PUT', '/v1/me/password', {
      current: centre.password,
      next: 'a new long password',
    })
    expect(right.status).toBe(204)
    expect((await first.send('GET', '/v1/me')).status).toBe(200)
    await expect.poll(async () => (await second.send('GET', '/v1/me')).status).toBe(401)
    await centre.signIn(first.me.user.email, 'a new long password')
  })
})

describe('users', () => {
  it('need an address that nobody has', async () => {
    const owner = await centre.newTenant('owner')
    const user = {
      email: owner.me.user.email,
      name: 'Twin',
      roles: ['agent'],
      password: 'a long password',
    }
    const answer = await owner.send('POST', '/v1/users', user)
    expect(problemCode(answer)).toBe('already_exists')
    expect(answer.body).toMatchObject({ errors: [{ path: '/email' }] })
  })

  it('become owners by an owner only', async () => {
    const owner = await centre.newTenant('owner')
    const admin = await centre.newUser(owner.tenantId, ['admin'])
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    const promote = (client: typeof admin) =>
      client.send('PATCH', `/v1/users/${agent.me.user.id}`, { roles: ['owner'] })
    expect(problemCode(await promote(admin))).toBe('forbidden')
    expect((await promote(owner)).status).toBe(200)
  })

  it('keep at least one owner', async () => {
    const owner = await centre.newTenant('owner')
    const leave = await owner.send('PATCH', `/v1/users/${owner.me.user.id}`, { roles: ['agent'] })
    expect(problemCode(leave)).toBe('conflict')
    const disable = await owner.send('PATCH', `/v1/users/${owner.me.user.id}`, { disabled: true })
    expect(problemCode(disable)).toBe('conflict')
  })

  it('see a change of their roles at once', async () => {
    const owner = await centre.newTenant('owner')
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect(problemCode(await agent.send('GET', '/v1/users'))).toBe('forbidden')
    await owner.send('PATCH', `/v1/users/${agent.me.user.id}`, { roles: ['admin'] })
    await expect.poll(async () => (await agent.send('GET', '/v1/users')).status).toBe(200)
  })
})
