import type { Agent, AgentState } from '@iris/contracts'
import { problemResponse, testAgent, testUserId, withFrame } from '@iris/app-frame/testing'
import type { FrameForTests } from '@iris/app-frame/testing'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { useDeskStore } from './desk-store.ts'

const since = '2026-11-20T09:00:00.000Z'
const available: AgentState = { kind: 'available', since }
const offline: AgentState = { kind: 'offline', since }
const inCall: AgentState = { kind: 'in_call', callId: 'c1', next: { kind: 'available' }, since }
const contact = { callId: 'c1' }
const changed = (agent: Agent) => ({ agent, cause: { kind: 'agent' as const } })

let frame: FrameForTests
let desk: ReturnType<typeof useDeskStore>

beforeEach(async () => {
  frame = await withFrame({
    answers: { 'GET /v1/me/desk': () => ({ agent: testAgent(offline), contact: null }) },
  })
  desk = frame.run(() => useDeskStore())
  await desk.refresh()
})
afterEach(() => frame.close())

/** An answer that is given when the test says so. */
function held() {
  let give = (_answer: unknown): void => undefined
  const answer = new Promise<unknown>((resolve) => (give = resolve))
  return { answer, give }
}

const asked = (method: string) => frame.backend.asked.filter((one) => one.method === method)

describe('the desk', () => {
  test('is read from the backend when it is opened', () => {
    expect(desk.state).toEqual(offline)
  })

  test('follows the agent’s own state as it changes, and nobody else’s', () => {
    frame.happen('agent.state_changed', changed(testAgent(available)))
    expect(desk.state).toEqual(available)
    frame.happen('agent.state_changed', changed({ ...testAgent(offline), id: 'other' }))
    expect(desk.state).toEqual(available)
  })

  test('asks for the contact when one comes into hand, and forgets it afterwards', async () => {
    frame.backend.answer('GET /v1/me/desk', () => ({ agent: testAgent(inCall), contact }))
    frame.happen('agent.state_changed', changed(testAgent(inCall)))
    await flushPromises()
    expect(desk.contact).toEqual(contact)
    frame.happen('agent.state_changed', changed(testAgent(available)))
    expect(desk.contact).toBeNull()
  })

  test('is read anew when something happens to the contact, and after every gap', async () => {
    frame.backend.answer('GET /v1/me/desk', () => ({ agent: testAgent(inCall), contact }))
    frame.happen('agent.state_changed', changed(testAgent(inCall)))
    await flushPromises()
    const before = asked('GET').length
    frame.happen('call.answered', { callId: 'c1' })
    frame.happen('call.answered', { callId: 'another' })
    frame.refresh()
    await flushPromises()
    expect(asked('GET')).toHaveLength(before + 2)
  })

  test('is not set back by an answer that is older than the news', async () => {
    const old = held()
    frame.backend.answer('GET /v1/me/desk', () => old.answer)
    const refreshing = desk.refresh()
    frame.happen('agent.state_changed', changed(testAgent(available)))
    frame.backend.answer('GET /v1/me/desk', () => ({ agent: testAgent(available), contact: null }))
    old.give({ agent: testAgent(offline), contact: null })
    await refreshing
    expect(desk.state).toEqual(available)
  })

  test('says when it cannot be read, and reads on another try', async () => {
    frame.backend.answer('GET /v1/me/desk', () =>
      problemResponse({ code: 'unavailable', status: 503 }),
    )
    await desk.refresh()
    expect(desk.failure?.what).toBe('load')
    frame.backend.answer('GET /v1/me/desk', () => ({ agent: testAgent(offline), contact: null }))
    desk.failure?.again()
    await flushPromises()
    expect(desk.failure).toBeUndefined()
  })
})

describe('a choice of state', () => {
  test('shows before the backend has agreed', async () => {
    const { answer, give } = held()
    frame.backend.answer('PUT /v1/me/state', () => answer)
    const choosing = desk.choose({ kind: 'available' })
    expect(desk.state?.kind).toBe('available')
    give(testAgent(available))
    await choosing
    expect(desk.state).toEqual(available)
    expect(asked('PUT')[0]?.body).toEqual({ kind: 'available' })
  })

  test('is taken back when it is refused, with the reason and another try', async () => {
    frame.backend.answer('PUT /v1/me/state', () =>
      problemResponse({ code: 'conflict', status: 409, detail: 'Your phone is not connected.' }),
    )
    await desk.choose({ kind: 'available' })
    expect(desk.state).toEqual(offline)
    expect(desk.failure).toMatchObject({
      what: 'state',
      error: { message: 'Your phone is not connected.' },
    })
    frame.backend.answer('PUT /v1/me/state', () => testAgent(available))
    desk.failure?.again()
    await flushPromises()
    expect([desk.state?.kind, desk.failure]).toEqual(['available', undefined])
  })

  test('counts as it was made last, whatever is answered last', async () => {
    const first = held()
    frame.backend.answer('PUT /v1/me/state', () => first.answer)
    const choosingBreak = desk.choose({ kind: 'not_ready', reason: 'break' })
    await flushPromises()
    const second = held()
    frame.backend.answer('PUT /v1/me/state', () => second.answer)
    const choosingLunch = desk.choose({ kind: 'not_ready', reason: 'lunch' })
    first.give(testAgent({ kind: 'not_ready', reason: 'break', since }))
    await choosingBreak
    expect(desk.state).toMatchObject({ reason: 'lunch' })
    second.give(testAgent({ kind: 'not_ready', reason: 'lunch', since }))
    await choosingLunch
    expect(desk.state).toMatchObject({ reason: 'lunch' })
  })

  test('in a call is what comes next', async () => {
    frame.backend.answer('GET /v1/me/desk', () => ({ agent: testAgent(inCall), contact }))
    frame.happen('agent.state_changed', changed(testAgent(inCall)))
    const { answer } = held()
    frame.backend.answer('PUT /v1/me/state', () => answer)
    void desk.choose({ kind: 'offline' })
    expect(desk.state).toEqual({ ...inCall, next: { kind: 'offline' } })
  })
})

describe('after-call work', () => {
  test('is finished and extended at the backend', async () => {
    const wrapUp: AgentState = {
      ...inCall,
      kind: 'wrap_up',
      queueId: null,
      endsAt: since,
      extended: true,
    }
    frame.backend.answer('GET /v1/me/desk', () => ({ agent: testAgent(wrapUp), contact }))
    frame.backend.answer('POST /v1/me/wrap-up/extend', () => testAgent(wrapUp))
    frame.backend.answer('POST /v1/me/wrap-up/finish', () => testAgent(available))
    await desk.extendWrapUp()
    expect(desk.state).toEqual(wrapUp)
    await desk.finishWrapUp()
    expect(desk.state).toEqual(available)
  })

  test('that cannot be ended says so', async () => {
    frame.backend.answer('POST /v1/me/wrap-up/finish', () =>
      problemResponse({ code: 'conflict', status: 409 }),
    )
    await desk.finishWrapUp()
    expect(desk.failure?.what).toBe('finish')
  })
})

describe('what came of a contact', () => {
  const choice = { dispositionId: '01968ae3-4c00-7000-8000-00000000000d', note: '' }

  test('shows before the backend has agreed, and is taken back when it is refused', async () => {
    frame.backend.answer('GET /v1/me/desk', () => ({ agent: testAgent(inCall), contact }))
    frame.happen('agent.state_changed', changed(testAgent(inCall)))
    await flushPromises()
    const { answer, give } = held()
    frame.backend.answer('PUT /v1/me/contacts/c1/disposition', () => answer)
    const choosing = desk.chooseDisposition(choice)
    expect(desk.contact?.disposition).toEqual(choice)
    give(problemResponse({ code: 'conflict', status: 409 }))
    await choosing
    expect(desk.contact?.disposition).toBeUndefined()
    expect(desk.failure?.what).toBe('disposition')
  })
})

describe('what an agent takes beside calls', () => {
  test('is in hand as the backend says', () => {
    const chat = {
      contactId: 'k1',
      channel: 'chat' as const,
      queue: { id: 'q', name: 'Support' },
      phase: 'offered' as const,
      from: 'Kim',
      subject: '',
      since,
      endsAt: since,
      extended: false,
    }
    frame.happen('agent.state_changed', changed({ ...testAgent(available), work: [chat] }))
    expect(desk.work).toEqual([chat])
  })

  test('is read when it is offered to this agent, and not to another', async () => {
    const before = asked('GET').length
    const offer = {
      contactId: 'k1',
      channel: 'chat' as const,
      queueId: 'q',
      agentName: 'Ada',
      expiresAt: since,
      offer: 1,
      ringsAll: false,
    }
    frame.happen('contact.offered', { ...offer, agentId: 'other' })
    frame.happen('contact.offered', { ...offer, channel: 'voice', agentId: testUserId })
    frame.happen('contact.offered', { ...offer, agentId: testUserId })
    await flushPromises()
    expect(asked('GET')).toHaveLength(before + 1)
  })

  test('is chosen by channel', async () => {
    frame.backend.answer('PUT /v1/me/channels', () => ({
      ...testAgent(available),
      channels: ['mail'],
    }))
    await desk.chooseChannels(['mail'])
    expect(desk.channels).toEqual(['mail'])
    expect(asked('PUT').at(-1)?.body).toEqual({ channels: ['mail'] })
  })
})

test('the agent of these tests is the one who is signed in', () => {
  expect(frame.session.me.value?.user.id).toBe(testUserId)
})
