import { UiRoot } from '@iris/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { h } from 'vue'
import type { App } from 'vue'
import { fakeBackend, problemResponse } from '../testing/fake-backend.ts'
import type { Answer, FakeBackend } from '../testing/fake-backend.ts'
import { testMe } from '../testing/with-frame.ts'
import { createSession } from './session.ts'
import type { Session } from './session.ts'
import SignInPage from './SignInPage.vue'
import { provideSession } from './use-session.ts'

let session: Session
let backend: FakeBackend
let page: ReturnType<typeof mount>

const refusal: Answer = () => problemResponse({ code: 'session_ended', status: 401 })

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  backend = fakeBackend({ 'POST /v1/session/refresh': refusal })
  session = createSession({ fetch: backend.fetch, onOtherUser: () => undefined })
  await session.resume()
  page = mount(
    {
      render: () =>
        h(UiRoot, null, { default: () => h(SignInPage, { appTitle: 'Agent desktop' }) }),
    },
    {
      attachTo: document.body,
      global: {
        plugins: [{ install: (app: App) => provideSession(app, session) }],
      },
    },
  )
})
afterEach(() => {
  page.unmount()
  session.close()
  vi.useRealTimers()
})

async function fill(email: string, password: string): Promise<void> {
  await page.get('[name=email]').setValue(email)
  await page.get('[name=password]').setValue(password)
}

async function submit(): Promise<void> {
  await page.get('form').trigger('submit')
  await flushPromises()
}

describe('the sign-in page', () => {
  test('is filled in by password managers and by nobody else', () => {
    const email = page.get<HTMLInputElement>('[name=email]')
    const password = page.get<HTMLInputElement>('[name=password]')
    expect([email.element.autocomplete, password.element.autocomplete]).toEqual([
      'username',
      'current-password',
    ])
    expect([email.element.value, password.element.value]).toEqual(['', ''])
  })

  test('says beside each field what is wrong, and goes to the first', async () => {
    await fill('ada', '')
    await submit()
    expect(page.text()).toContain('Write an address such as name@example.com.')
    expect(page.text()).toContain('Write your password.')
    expect(document.activeElement).toBe(page.get('[name=email]').element)
    expect(backend.asked).toHaveLength(1)
  })

  test('keeps what was typed when the password is wrong, and goes back to it', async () => {
    backend.answer('POST /v1/session', () =>
      problemResponse({ code: 'wrong_credentials', status: 401 }),
    )
    await fill('ada@example.test', 'wrong')
    await submit()
    expect(page.get('[role=alert]').text()).toBe('E-mail address or password is wrong.')
    expect(page.get<HTMLInputElement>('[name=email]').element.value).toBe('ada@example.test')
    expect(document.activeElement).toBe(page.get('[name=password]').element)
  })

  test('counts down to the next try after too many', async () => {
    backend.answer('POST /v1/session', () =>
      problemResponse({ code: 'too_many_requests', status: 429, retryAfterSeconds: 90 }),
    )
    await fill('ada@example.test', 'wrong')
    await submit()
    expect(page.text()).toContain('Try again in 1:30.')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(page.text()).toContain('Try again in 1:00.')
    await vi.advanceTimersByTimeAsync(61_000)
    expect(page.text()).not.toContain('Try again in')
  })

  test('warns of Caps Lock while the password is typed', async () => {
    const event = new KeyboardEvent('keydown', { key: 'A', bubbles: true })
    vi.spyOn(event, 'getModifierState').mockReturnValue(true)
    page.get('[name=password]').element.dispatchEvent(event)
    await flushPromises()
    expect(page.text()).toContain('Caps Lock is on.')
  })

  test('signs in', async () => {
    backend.answer('POST /v1/session', () => ({
      accessToken: 't',
      expiresAt: '2999-01-01T00:00:00.000Z',
      me: testMe([]),
    }))
    await fill(' ada@example.test ', 'right')
    await submit()
    expect(backend.asked.at(-1)?.body).toEqual({ email: 'ada@example.test', password: 'right' })
    expect(session.me.value?.user.name).toBe('Ada Morgan')
  })

  test('says why one is here after the session was ended', async () => {
    backend.answer('POST /v1/session/refresh', () => ({
      accessToken: 't',
      expiresAt: '2999-01-01T00:00:00.000Z',
      me: testMe([]),
    }))
    await session.resume()
    backend.answer('GET /v1/queues', refusal)
    await session.api.send('listQueues').catch(() => undefined)
    await flushPromises()
    expect(page.get('[role=status]').text()).toContain('Your session has ended')
  })
})
