import type { Agent, Desk, Queue } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorkCentre, type WorkCentre } from '../agent-work/testing/work-centre.ts'
import { CallLedger } from '../calls/live/ledger/ledger.ts'
import { afterCallMs } from '../queues/settings.ts'
import { problemCode, type SignedInClient } from '../../testing/test-centre.ts'
import { moveToOwnCall } from './service.ts'
import { endLapsedWrapUps } from './wrap-up-reaper.ts'

let centre: WorkCentre
beforeAll(async () => {
  centre = await openWorkCentre()
})
afterAll(() => centre.close())

const sale = {
  id: '01968ae3-4c00-7000-8000-00000000000a',
  name: 'Sale',
  result: 'sale',
  children: [],
}
const choice = { dispositionId: sale.id, note: 'Two of them.' }
const chosen = { id: sale.id, path: ['Sale'], result: 'sale', note: 'Two of them.' }

const post = (agent: SignedInClient, what: string) =>
  agent.send<Agent>('POST', `/v1/me/wrap-up/${what}`)
const choose = (agent: SignedInClient, callId: string) =>
  agent.send('PUT', `/v1/me/contacts/${callId}/disposition`, choice)
const desk = async (agent: SignedInClient) => (await agent.send<Desk>('GET', '/v1/me/desk')).body
const wrappedUp = async (callId: string) =>
  (await centre.told.of(centre.owner.tenantId, 'contact.wrapped_up')).filter(
    ({ contactId }) => contactId === callId,
  )

/** An agent who talks with a caller of a queue that goes about after-call work so. */
async function inTalk(wrapUp: object, settings: object = {}) {
  const queue = await centre.newQueue({ wrapUp, ...settings })
  const agent = await centre.newAgent(queue)
  const callId = crypto.randomUUID()
  const now = Date.now()
  const ledger = new CallLedger(centre.doWork, {
    id: callId,
    tenantId: centre.owner.tenantId,
    nodeId: crypto.randomUUID(),
    startedAtMs: now,
    from: '+15550100',
    number: '+15550200',
    numberId: null,
    flow: undefined,
  })
  await ledger.begun()
  const place = { queueId: queue.id, priority: 0, waitingSinceMs: now, expiresAtMs: null }
  await ledger.queued(place, [], [])
  await centre.is(agent, 'offering')
  const offer = (await centre.placeOf(callId))?.offer ?? 0
  await ledger.connected({ agentId: agent.me.user.id, offer, queueId: queue.id }, now, 0, [])
  return { queue, agent, callId, end: () => ended(agent, callId, queue) }
}

const ended = (agent: SignedInClient, callId: string, queue: Queue) =>
  centre.move(agent, {
    kind: 'call_ended',
    callId,
    wrapUpMs: afterCallMs(queue),
    queueId: queue.id,
    phoneReady: true,
  })

describe('after-call work of a call', () => {
  it('is shown with what may be said of it, and ends only once it was said', async () => {
    const wrapUp = { mode: 'mandatory', dispositions: [sale], dispositionRequired: true }
    const { agent, callId, end, queue } = await inTalk(wrapUp)
    await end()
    const before = await desk(agent)
    expect(before.agent.state).toMatchObject({
      kind: 'wrap_up',
      queueId: queue.id,
      endsAt: null,
    })
    expect(before.contact).toMatchObject({ wrapUp, disposition: null })
    expect(problemCode(await post(agent, 'finish'))).toBe('conflict')
    await choose(agent, callId)
    expect((await desk(agent)).contact).toMatchObject({ disposition: choice })
    expect((await post(agent, 'finish')).body.state.kind).toBe('available')
    expect(await wrappedUp(callId)).toMatchObject([
      { channel: 'voice', queueId: queue.id, agentId: agent.me.user.id, disposition: chosen },
    ])
  })

  it('that only the agent ends cannot be extended', async () => {
    const { agent, end } = await inTalk({ mode: 'mandatory' })
    await end()
    const refused = await post(agent, 'extend')
    expect(problemCode(refused)).toBe('conflict')
    expect(refused.body).toMatchObject({ detail: 'After-call work lasts until you end it.' })
  })

  it('of a queue that gives time ends by itself, with nothing said', async () => {
    const timed = { mode: 'mandatory_timed', dispositions: [sale], dispositionRequired: true }
    const { agent, callId, end } = await inTalk(timed, { wrapUpMs: 1 })
    await end()
    await expect
      .poll(async () => {
        await endLapsedWrapUps(centre.database, centre.doWork, () => true)
        return (await desk(agent)).agent.state.kind
      })
      .not.toBe('wrap_up')
    expect(await wrappedUp(callId)).toMatchObject([{ disposition: null }])
    expect(await centre.statesToldOf(agent)).toContainEqual({
      was: 'wrap_up',
      is: 'available',
      cause: { kind: 'system', why: 'wrap_up_over' },
    })
  })

  it('is none where the queue has none; what was said during the call is told with its end', async () => {
    const { agent, callId, end } = await inTalk({ mode: 'off', dispositions: [sale] })
    await choose(agent, callId)
    await end()
    expect((await desk(agent)).agent.state.kind).not.toBe('wrap_up')
    expect(await wrappedUp(callId)).toMatchObject([{ disposition: chosen }])
  })

  it('is not left by a call of the agent’s own while what came of it must be said', async () => {
    const wrapUp = { mode: 'mandatory', dispositions: [sale], dispositionRequired: true }
    const { agent, callId, end } = await inTalk(wrapUp)
    await end()
    const dial = () =>
      centre.doWork(centre.owner.tenantId, null, (work) =>
        moveToOwnCall(work, agent.me.user.id, crypto.randomUUID()),
      )
    expect(await dial()).toEqual({
      kind: 'refused',
      message: 'Say first what came of this contact.',
    })
    expect(await wrappedUp(callId)).toEqual([])
    await choose(agent, callId)
    expect(await dial()).toMatchObject({ kind: 'moved', state: { kind: 'in_call' } })
    expect(await wrappedUp(callId)).toMatchObject([{ disposition: chosen }])
  })

  it('ends when the agent calls somebody', async () => {
    const { agent, callId, end } = await inTalk({ mode: 'mandatory' })
    await end()
    await centre.move(agent, { kind: 'call_placed', callId: crypto.randomUUID() })
    expect(await wrappedUp(callId)).toHaveLength(1)
  })
})

describe('each change of an agent', () => {
  it('is told once, with what was before and who or what it was', async () => {
    const { agent, callId, end } = await inTalk({ mode: 'mandatory' })
    await end()
    await post(agent, 'finish')
    const byContact = { kind: 'contact', contactId: callId }
    expect((await centre.statesToldOf(agent)).slice(0, 5)).toEqual([
      { was: 'offline', is: 'available', cause: { kind: 'agent' } },
      { was: 'available', is: 'offering', cause: byContact },
      { was: 'offering', is: 'in_call', cause: byContact },
      { was: 'in_call', is: 'wrap_up', cause: byContact },
      { was: 'wrap_up', is: 'available', cause: { kind: 'agent' } },
    ])
  })

  it('counts the call among what takes points', async () => {
    const { agent } = await inTalk({ mode: 'off' })
    expect((await desk(agent)).agent.load).toBe(100)
  })
})

describe('the channels an agent wants', () => {
  it('are all at first, and bound what is offered to them', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    expect((await desk(agent)).agent.channels).toEqual(['voice', 'chat', 'sms', 'mail'])
    const set = await agent.send<Agent>('PUT', '/v1/me/channels', { channels: ['mail', 'mail'] })
    expect(set.body.channels).toEqual(['mail'])
    const chat = await centre.newChat(queue)
    const mail = await centre.newChat(queue, { channel: 'mail' })
    await centre.becomes(agent, mail.id, 'offered')
    expect(await centre.placeOf(chat.id)).toMatchObject({ offered_to: null })
  })
})
