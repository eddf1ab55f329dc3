import type { Agent, Contact, Desk, NewContact, Queue } from '@iris/contracts'
import type { AgentEvent } from '@iris/routing'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { expect } from 'vitest'
import { openTestCentre, type SignedInClient } from '../../../testing/test-centre.ts'
import { hearWhatIsTold } from '../../../testing/what-is-told.ts'
import { moveAgent } from '../../agents/service.ts'
import { acceptOffer, enterLine } from '../../queues/line.ts'
import { startRouting } from '../../routing/routing-service.ts'

/** A centre whose contacts without a call are offered by the real routing, and whose agents answer them over HTTP. */
export async function openWorkCentre() {
  const withoutPhone = new Set<string>()
  const phoneReady = (agentId: string) => !withoutPhone.has(agentId)
  const centre = await openTestCentre({ phoneReady })
  const owner = await centre.newTenant()
  const told = hearWhatIsTold(centre)
  const log = pino({ level: 'silent' })
  const routing = startRouting({ ...centre, phoneReady, log })

  const act = (agent: SignedInClient, id: string, what: string, body: object = {}) =>
    agent.send('POST', `/v1/me/contacts/${id}/${what}`, body)
  const agentOf = async (agent: SignedInClient) =>
    (await agent.send<Desk>('GET', '/v1/me/desk')).body.agent

  return {
    ...centre,
    owner,
    told,
    withoutPhone,
    act,
    agentOf,
    choose: (agent: SignedInClient, body: object) => agent.send<Agent>('PUT', '/v1/me/state', body),

    async newQueue(settings: object = {}): Promise<Queue> {
      const name = `Queue ${crypto.randomUUID()}`
      return (await owner.send<Queue>('POST', '/v1/queues', { name, ...settings })).body
    },

    /** An agent of a queue, available. */
    async newAgent(queue: Queue): Promise<SignedInClient> {
      const agent = await centre.newUser(owner.tenantId, ['agent'])
      const queues = [{ queueId: queue.id, rank: 1 }]
      await owner.send('PATCH', `/v1/agents/${agent.me.user.id}/profile`, { queues })
      await agent.send('PUT', '/v1/me/state', { kind: 'available' })
      return agent
    },

    async newChat(queue: Queue, more: Partial<NewContact> = {}): Promise<Contact> {
      const body = { channel: 'chat', queueId: queue.id, from: 'Grace', subject: 'Hello', ...more }
      return (await owner.send<Contact>('POST', '/v1/contacts', body)).body
    },

    /** A caller in the line of a queue; nobody carries the call. */
    async newCaller(queue: Queue): Promise<string> {
      const id = uuidv7()
      const entry = { contact_id: id, queue_id: queue.id, priority: 0, waiting_since: new Date() }
      await centre.doWork(owner.tenantId, null, (work) =>
        enterLine(work, entry, { again: false, numberId: null }),
      )
      return id
    },

    /** The agent takes the call that is offered to them. */
    talks: ({ me }: SignedInClient, contactId: string) =>
      centre.doWork(owner.tenantId, null, (work) =>
        acceptOffer(work, { contactId, agentId: me.user.id }),
      ),

    /** Lets something happen to an agent. */
    move: ({ me }: SignedInClient, event: AgentEvent) =>
      centre.doWork(owner.tenantId, null, (work) => moveAgent(work, me.user.id, event)),

    /** Waits until the agent is in a state of this kind. */
    async is(agent: SignedInClient, kind: Agent['state']['kind']): Promise<void> {
      const kindNow = async () => (await agentOf(agent)).state.kind
      await expect.poll(kindNow, { interval: 15 }).toBe(kind)
    },

    /** What was told of an agent's states: what each was before, is now, and by what. */
    async statesToldOf({ me }: SignedInClient) {
      const all = await told.of(owner.tenantId, 'agent.state_changed')
      return all
        .filter(({ agent }) => agent.id === me.user.id)
        .map(({ agent, before, cause }) => ({ was: before?.kind, is: agent.state.kind, cause }))
    },

    /** Waits until the contact is in this phase with the agent; `undefined` for not theirs. */
    async becomes(agent: SignedInClient, id: string, phase: string | undefined): Promise<void> {
      await expect
        .poll(
          async () => (await agentOf(agent)).work.find(({ contactId }) => contactId === id)?.phase,
          { interval: 15 },
        )
        .toBe(phase)
    },

    /** The time that whatever runs out was to run out at has come. */
    async runsOut(id: string): Promise<void> {
      await centre.database.asSystem((tx) =>
        tx
          .updateTable('agent_work')
          .set({ ends_at: new Date(Date.now() - 1) })
          .where('contact_id', '=', id)
          .execute(),
      )
    },

    placeOf: (id: string) =>
      centre.database.asSystem((tx) =>
        tx.selectFrom('queue_entries').selectAll().where('contact_id', '=', id).executeTakeFirst(),
      ),

    /** What was told of one contact, by type. */
    async toldOf(id: string): Promise<string[]> {
      const all = await told.all(owner.tenantId)
      return all.flatMap(({ type, payload }) =>
        'contactId' in payload && payload.contactId === id ? [type] : [],
      )
    },

    async close() {
      told.stop()
      await routing.close()
      await centre.close()
    },
  }
}

export type WorkCentre = Awaited<ReturnType<typeof openWorkCentre>>
