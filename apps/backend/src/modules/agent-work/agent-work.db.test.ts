import type { Contact } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemCode } from '../../testing/test-centre.ts'
import { attendWork } from './reapers.ts'
import { openWorkCentre, type WorkCentre } from './testing/work-centre.ts'

let centre: WorkCentre
beforeAll(async () => {
  centre = await openWorkCentre()
})
afterAll(() => centre.close())

const untimed = { wrapUp: { mode: 'mandatory' } }
const withoutWrapUp = { wrapUp: { mode: 'off' } }

describe('a contact without a call', () => {
  it('waits, is offered, taken, worked on and wrapped up, and is told of at each step', async () => {
    const queue = await centre.newQueue(untimed)
    const agent = await centre.newAgent(queue)
    const chat = await centre.newChat(queue)
    expect(chat).toMatchObject({
      channel: 'chat',
      from: { value: 'Grace' },
      queue: { id: queue.id },
      outcome: null,
    })
    await centre.becomes(agent, chat.id, 'offered')
    expect((await centre.act(agent, chat.id, 'accept')).status).toBe(204)
    await centre.becomes(agent, chat.id, 'active')
    expect(await centre.agentOf(agent)).toMatchObject({
      state: { kind: 'available' },
      load: 30,
      work: [{ from: 'Grace', subject: 'Hello', queue: { name: queue.name }, endsAt: null }],
    })
    await centre.act(agent, chat.id, 'end')
    await centre.becomes(agent, chat.id, 'wrap_up')
    await centre.act(agent, chat.id, 'end')
    await centre.becomes(agent, chat.id, undefined)
    expect(await centre.agentOf(agent)).toMatchObject({ load: 0, work: [] })
    expect(await centre.toldOf(chat.id)).toEqual([
      'contact.created',
      'contact.queued',
      'contact.offered',
      'contact.left_queue',
      'contact.offer_ended',
      'contact.accepted',
      'contact.ended',
      'contact.wrapped_up',
    ])
  })

  it('comes beside others for as long as the agent has points left', async () => {
    const queue = await centre.newQueue(withoutWrapUp)
    const agent = await centre.newAgent(queue)
    const chats: Contact[] = []
    for (const _ of [1, 2, 3, 4]) chats.push(await centre.newChat(queue))
    const [, , third, fourth] = chats
    for (const { id } of chats.slice(0, 3)) {
      await centre.becomes(agent, id, 'offered')
      await centre.act(agent, id, 'accept')
    }
    expect(await centre.agentOf(agent)).toMatchObject({ load: 90 })
    expect(await centre.placeOf(fourth?.id ?? '')).toMatchObject({ offered_to: null })
    await centre.act(agent, third?.id ?? '', 'end')
    await centre.becomes(agent, fourth?.id ?? '', 'offered')
  })

  it('goes only to the agent it is for, and only where its channel is taken', async () => {
    const queue = await centre.newQueue({ routing: { channels: ['mail'] } })
    const [ada, ben] = [await centre.newAgent(queue), await centre.newAgent(queue)]
    const mail = await centre.newChat(queue, { channel: 'mail', agentId: ben.me.user.id })
    await centre.becomes(ben, mail.id, 'offered')
    expect((await centre.agentOf(ada)).work).toEqual([])
    for (const wrong of [
      { channel: 'chat' as const },
      { channel: 'mail' as const, queueId: ada.me.user.id },
      { channel: 'mail' as const, agentId: queue.id },
      { channel: 'mail' as const, needs: [{ skillId: queue.id, level: 1 }] },
    ]) {
      const refused = await centre.owner.send('POST', '/v1/contacts', {
        queueId: queue.id,
        from: 'Grace',
        ...wrong,
      })
      expect(problemCode(refused)).toBe('validation_failed')
    }
  })
})

describe('an offer', () => {
  it('may be taken twice, and by nobody else', async () => {
    const queue = await centre.newQueue()
    const [ada, ben] = [await centre.newAgent(queue), await centre.newAgent(queue)]
    const chat = await centre.newChat(queue, { agentId: ada.me.user.id })
    await centre.becomes(ada, chat.id, 'offered')
    const answers = await Promise.all([1, 2, 3].map(() => centre.act(ada, chat.id, 'accept')))
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204])
    expect(problemCode(await centre.act(ben, chat.id, 'accept'))).toBe('conflict')
    expect(problemCode(await centre.act(ada, chat.id, 'reject'))).toBe('conflict')
    const accepted = await centre.told.of(centre.owner.tenantId, 'contact.accepted')
    expect(accepted.filter(({ contactId }) => contactId === chat.id)).toHaveLength(1)
  })

  it('is turned down with a reason, keeps its place, and goes to another', async () => {
    const queue = await centre.newQueue()
    const ada = await centre.newAgent(queue)
    const chat = await centre.newChat(queue)
    await centre.becomes(ada, chat.id, 'offered')
    const before = await centre.placeOf(chat.id)
    const ben = await centre.newAgent(queue)
    await centre.act(ada, chat.id, 'reject', { reason: 'It is in Spanish' })
    expect((await centre.act(ada, chat.id, 'reject')).status).toBe(204)
    await centre.becomes(ben, chat.id, 'offered')
    expect((await centre.placeOf(chat.id))?.waiting_since).toEqual(before?.waiting_since)
    expect((await centre.agentOf(ada)).state.kind).toBe('available')
    const ended = await centre.told.of(centre.owner.tenantId, 'contact.offer_ended')
    expect(ended.filter(({ contactId }) => contactId === chat.id)).toMatchObject([
      { outcome: 'rejected', reason: 'It is in Spanish', agentId: ada.me.user.id },
    ])
  })

  it('that is let pass makes the agent not responding, and nothing more is offered', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    const chat = await centre.newChat(queue)
    await centre.becomes(agent, chat.id, 'offered')
    await centre.runsOut(chat.id)
    await attendWork(centre)
    expect(await centre.agentOf(agent)).toMatchObject({
      state: { kind: 'not_responding' },
      work: [],
    })
    expect(await centre.placeOf(chat.id)).toMatchObject({ offered_to: null })
    expect(problemCode(await centre.act(agent, chat.id, 'accept'))).toBe('conflict')
    const moved = await centre.told.of(centre.owner.tenantId, 'agent.state_changed')
    expect(moved.at(-1)).toMatchObject({
      cause: { kind: 'system', why: 'not_responding' },
      before: { kind: 'available' },
    })
  })

  it('is either taken or taken back, when both come at the same instant', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    const outcomes = new Set<number>()
    for (const round of Array.from({ length: 12 }, (_, n) => n)) {
      const chat = await centre.newChat(queue)
      await centre.becomes(agent, chat.id, 'offered')
      await centre.runsOut(chat.id)
      const accepting = () => centre.act(agent, chat.id, 'accept')
      const [first, second] = round % 2 === 0 ? [accepting, reaping] : [reaping, accepting]
      const [one, other] = await Promise.all([first(), second()])
      const { status } = round % 2 === 0 ? one : other
      outcomes.add(status)
      const { work, state } = await centre.agentOf(agent)
      const place = await centre.placeOf(chat.id)
      const isTaken = status === 204
      expect([work.length === 1, place === undefined]).toEqual([isTaken, isTaken])
      expect(state.kind).toBe(isTaken ? 'available' : 'not_responding')
      if (isTaken) await centre.act(agent, chat.id, 'end')
      if (isTaken) await centre.act(agent, chat.id, 'end')
      await centre.owner.send('POST', `/v1/queues/${queue.id}/waiting/${chat.id}/remove`, {})
      await centre.choose(agent, { kind: 'available' })
    }
    expect([...outcomes].every((status) => status === 204 || status === 409)).toBe(true)

    async function reaping() {
      await attendWork(centre)
      return { status: 0 }
    }
  })
})

describe('after-call work', () => {
  const dispositions = [
    {
      id: '01968ae3-4c00-7000-8000-00000000000a',
      name: 'Order',
      children: [
        { id: '01968ae3-4c00-7000-8000-00000000000b', name: 'Returned', result: 'resolved' },
      ],
    },
    { id: '01968ae3-4c00-7000-8000-00000000000c', name: 'Other' },
  ]
  const [group, other] = dispositions
  const leaf = group?.children?.[0]
  const choice = { dispositionId: leaf?.id, note: 'Sent back.' }

  /** A chat that an agent has taken. */
  async function taken(wrapUp: object) {
    const queue = await centre.newQueue({ wrapUp })
    const agent = await centre.newAgent(queue)
    const chat = await centre.newChat(queue)
    await centre.becomes(agent, chat.id, 'offered')
    await centre.act(agent, chat.id, 'accept')
    return { agent, chat }
  }
  const wrappedUp = async (chat: Contact) =>
    (await centre.told.of(centre.owner.tenantId, 'contact.wrapped_up')).filter(
      ({ contactId }) => contactId === chat.id,
    )

  it('does not end before what came of it is said, where the queue wants to know', async () => {
    const { agent, chat } = await taken({
      mode: 'mandatory',
      dispositions,
      dispositionRequired: true,
    })
    await centre.act(agent, chat.id, 'end')
    const refused = await centre.act(agent, chat.id, 'end')
    expect(problemCode(refused)).toBe('conflict')
    expect(refused.body).toMatchObject({ detail: 'Say first what came of this contact.' })
    const path = `/v1/me/contacts/${chat.id}/disposition`
    await agent.send('PUT', path, { dispositionId: other?.id })
    expect((await agent.send('PUT', path, choice)).body).toEqual(choice)
    expect((await centre.act(agent, chat.id, 'end')).status).toBe(204)
    expect(await wrappedUp(chat)).toMatchObject([
      {
        disposition: {
          id: leaf?.id,
          path: ['Order', 'Returned'],
          result: 'resolved',
          note: 'Sent back.',
        },
      },
    ])
  })

  it('that runs out by itself is told of, with nothing said', async () => {
    const { agent, chat } = await taken({
      mode: 'mandatory_timed',
      dispositions,
      dispositionRequired: true,
    })
    await centre.act(agent, chat.id, 'end')
    await centre.runsOut(chat.id)
    await attendWork(centre)
    await centre.becomes(agent, chat.id, undefined)
    expect(await wrappedUp(chat)).toMatchObject([{ disposition: null }])
  })

  it('can be extended once, by as much time as it had, and is not over before', async () => {
    const { agent, chat } = await taken({ mode: 'mandatory_timed' })
    expect(problemCode(await centre.act(agent, chat.id, 'extend'))).toBe('conflict')
    await centre.act(agent, chat.id, 'end')
    const timed = async () => (await centre.agentOf(agent)).work[0]
    const before = await timed()
    expect(before).toMatchObject({ phase: 'wrap_up', extended: false })
    expect((await centre.act(agent, chat.id, 'extend')).status).toBe(204)
    const after = await timed()
    const lasts = (work: typeof before) => Date.parse(work!.endsAt!) - Date.parse(work!.since)
    expect(after).toMatchObject({ extended: true, since: before?.since })
    expect(lasts(after)).toBe(2 * lasts(before))
    const told = await centre.told.of(centre.owner.tenantId, 'contact.wrap_up_extended')
    expect(told.filter(({ contactId }) => contactId === chat.id)).toMatchObject([
      { agentId: agent.me.user.id, channel: 'chat', endsAt: after?.endsAt },
    ])
    const refused = await centre.act(agent, chat.id, 'extend')
    expect(refused.body).toMatchObject({ detail: 'After-call work can be extended once only.' })
    await attendWork(centre)
    expect((await timed())?.phase).toBe('wrap_up')
  })

  it('without a time cannot be extended, and nobody else’s can', async () => {
    const { agent, chat } = await taken({ mode: 'mandatory' })
    await centre.act(agent, chat.id, 'end')
    const refused = await centre.act(agent, chat.id, 'extend')
    expect(refused.body).toMatchObject({ detail: 'After-call work lasts until you end it.' })
    const stranger = await centre.newUser(centre.owner.tenantId, ['agent'])
    expect(problemCode(await centre.act(stranger, chat.id, 'extend'))).toBe('conflict')
  })

  it('is not there where the queue has none; what was said is told at once', async () => {
    const { agent, chat } = await taken({ mode: 'off', dispositions })
    await centre.act(agent, chat.id, 'end', { disposition: choice })
    await centre.becomes(agent, chat.id, undefined)
    expect(await wrappedUp(chat)).toMatchObject([{ disposition: { id: leaf?.id } }])
    const silent = await taken({ mode: 'off', dispositions })
    await centre.act(silent.agent, silent.chat.id, 'end')
    expect(await wrappedUp(silent.chat)).toEqual([])
  })

  it('takes what its queue has, and no group of others', async () => {
    const { agent, chat } = await taken({ mode: 'mandatory', dispositions })
    for (const dispositionId of [group?.id, chat.id]) {
      const refused = await centre.act(agent, chat.id, 'end', { disposition: { dispositionId } })
      expect(problemCode(refused)).toBe('validation_failed')
    }
    const stranger = await centre.newUser(centre.owner.tenantId, ['agent'])
    const path = `/v1/me/contacts/${chat.id}/disposition`
    expect(problemCode(await stranger.send('PUT', path, choice))).toBe('conflict')
    expect(problemCode(await centre.act(stranger, chat.id, 'end'))).toBe('conflict')
  })
})

describe('work of an agent who has gone', () => {
  it('goes back to the place it had, and to another agent', async () => {
    const queue = await centre.newQueue()
    const ada = await centre.newAgent(queue)
    const chat = await centre.newChat(queue, { priority: 7 })
    await centre.becomes(ada, chat.id, 'offered')
    const before = await centre.placeOf(chat.id)
    await centre.act(ada, chat.id, 'accept')
    await centre.choose(ada, { kind: 'offline' })
    await attendWork(centre)
    await centre.becomes(ada, chat.id, 'active')
    await attendWork(centre, 0)
    await centre.becomes(ada, chat.id, undefined)
    expect(await centre.placeOf(chat.id)).toMatchObject({
      waiting_since: before?.waiting_since,
      priority: 7,
      band: 1,
      subject: 'Hello',
    })
    const ben = await centre.newAgent(queue)
    await centre.becomes(ben, chat.id, 'offered')
    const queued = await centre.told.of(centre.owner.tenantId, 'contact.queued')
    const [, again] = queued.filter(({ contactId }) => contactId === chat.id)
    expect(again).toMatchObject({ again: true })
  })

  it('waits for them for a while: who comes back goes on', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    const chat = await centre.newChat(queue)
    await centre.becomes(agent, chat.id, 'offered')
    await centre.act(agent, chat.id, 'accept')
    await centre.choose(agent, { kind: 'offline' })
    await centre.choose(agent, { kind: 'available' })
    await attendWork(centre, 0)
    await centre.becomes(agent, chat.id, 'active')
  })
})
