import { afterEach, describe, expect, test, vi } from 'vitest'
import { fakeBackend, problemResponse } from '../testing/fake-backend.ts'
import type { Answer } from '../testing/fake-backend.ts'
import { testMe } from '../testing/with-frame.ts'
import { createSession } from './session.ts'
import type { Session } from './session.ts'

const opened: Session[] = []
afterEach(() => opened.splice(0).forEach((session) => session.close()))

function signedIn(name = 'Ada', id = 'u1') {
  const me = testMe(['calls:read'])
  return {
    accessToken: 't',
    expiresAt: '2999-01-01T00:00:00.000Z',
    me: { ...me, user: { ...me.user, id, name } },
  }
}

const ended = () => problemResponse({ code: 'session_ended', status: 401 })

function open(answers: Record<string, Answer>) {
  const backend = fakeBackend(answers)
  const onOtherUser = vi.fn<() => void>()
  const session = createSession({ fetch: backend.fetch, onOtherUser })
  opened.push(session)
  return { session, backend, onOtherUser }
}

const routes = {
  resume: 'POST /v1/session/refresh',
  signIn: 'POST /v1/session',
  signOut: 'DELETE /v1/session',
}

describe('a session', () => {
  test('is taken up where the browser has one', async () => {
    const { session } = open({ [routes.resume]: () => signedIn() })
    expect(session.state.value.kind).toBe('resuming')
    await session.resume()
    expect(session.me.value?.user.name).toBe('Ada')
    expect([session.may('calls:read'), session.may('users:write'), session.may()]).toEqual([
      true,
      false,
      true,
    ])
  })

  test('is new where the browser has none', async () => {
    const { session } = open({ [routes.resume]: ended })
    await session.resume()
    expect(session.state.value).toEqual({ kind: 'signed-out', why: 'new' })
  })

  test('is unknown while Iris cannot be reached, and found out by another try', async () => {
    let isUp = false
    const { session } = open({
      [routes.resume]: () => {
        if (!isUp) throw new TypeError('fetch failed')
        return signedIn()
      },
    })
    await session.resume()
    expect(session.state.value.kind).toBe('unreachable')
    isUp = true
    await session.resume()
    expect(session.state.value.kind).toBe('signed-in')
  })

  test('ends when it is asked to', async () => {
    const { session } = open({
      [routes.resume]: () => signedIn(),
      [routes.signOut]: () => undefined,
    })
    await session.resume()
    await session.signOut('here')
    expect(session.state.value).toEqual({ kind: 'signed-out', why: 'asked' })
  })

  test('that was over already counts as signed out', async () => {
    const { session } = open({ [routes.resume]: () => signedIn(), [routes.signOut]: ended })
    await session.resume()
    await session.signOut('here')
    expect(session.state.value).toEqual({ kind: 'signed-out', why: 'asked' })
  })

  test('stays when signing out fails, and says why', async () => {
    const { session } = open({
      [routes.resume]: () => signedIn(),
      [routes.signOut]: () => problemResponse({ code: 'unavailable', status: 503 }),
    })
    await session.resume()
    await expect(session.signOut('here')).rejects.toMatchObject({ code: 'unavailable' })
    expect(session.state.value.kind).toBe('signed-in')
  })

  test('that is ended from elsewhere says so', async () => {
    const { session } = open({ [routes.resume]: () => signedIn(), 'GET /v1/queues': ended })
    await session.resume()
    await session.api.send('listQueues').catch(() => undefined)
    expect(session.state.value).toEqual({ kind: 'signed-out', why: 'ended' })
  })
})

describe('two tabs', () => {
  test('sign in and out together', async () => {
    let hasCookie = false
    const answers = {
      [routes.resume]: () => (hasCookie ? signedIn() : ended()),
      [routes.signIn]: () => {
        hasCookie = true
        return signedIn()
      },
      [routes.signOut]: () => undefined,
    }
    const [here, there] = [open(answers).session, open(answers).session]
    await Promise.all([here.resume(), there.resume()])
    await here.signIn('ada@example.test', 'secret')
    await vi.waitFor(() => expect(there.state.value.kind).toBe('signed-in'))
    await here.signOut('here')
    await vi.waitFor(() => expect(there.state.value).toEqual({ kind: 'signed-out', why: 'asked' }))
  })

  test('do not show one user what another was looking at', async () => {
    const here = open({ [routes.signIn]: () => signedIn('Ben', 'u2') })
    const there = open({ [routes.resume]: () => signedIn() })
    await there.session.resume()
    await here.session.signIn('ben@example.test', 'secret')
    await vi.waitFor(() => expect(there.onOtherUser).toHaveBeenCalled())
  })
})
