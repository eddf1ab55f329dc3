import type { Capacity, IrisEvent, QueueRouting, SkillNeed } from '@iris/contracts'
import { type Database, openOutboxBus } from '@iris/platform'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import type { Tables } from '../../../tables.ts'
import { type Work, workFor } from '../../../work.ts'
import { moveAgent } from '../../agents/service.ts'
import { acceptOffer, enterLine, leaveLine } from '../../queues/line.ts'
import { endOffer, type OfferEnd } from '../offers.ts'
import { startRouting } from '../routing-service.ts'

const log = pino({ level: process.env['IRIS_TEST_LOG'] ?? 'silent' })

interface NewWaiting {
  readonly queueId: string
  readonly channel?: 'voice' | 'chat' | 'sms' | 'mail'
  readonly priority?: number
  readonly band?: number
  readonly needs?: readonly SkillNeed[]
  readonly from?: string
  readonly waitingSinceMs?: number
}

/** Routing over a database, without voice and HTTP: contacts and agents are whom tests say they are. */
export async function openLineCentre(database: Database<Tables>) {
  const bus = await openOutboxBus<IrisEvent, Tables>({ database, logger: log })
  const doWork = workFor(database, bus)
  const tenantId = uuidv7()
  const withoutPhone = new Set<string>()
  await database.asSystem((tx) =>
    tx
      .insertInto('tenants')
      .values({ id: tenantId, name: 'T', country: 'US', time_zone: 'UTC' })
      .execute(),
  )
  const work = <T>(task: (work: Work) => Promise<T>): Promise<T> => doWork(tenantId, null, task)

  return {
    bus,
    tenantId,
    work,
    withoutPhone,
    startRouting: () =>
      startRouting({ database, bus, doWork, log, phoneReady: (id) => !withoutPhone.has(id) }),

    newQueue: (routing: Partial<QueueRouting> = {}, ringTimeoutMs = 20_000): Promise<string> =>
      work(async ({ tx, publish }) => {
        const id = uuidv7()
        const named = { id, tenant_id: tenantId, name: id, ring_timeout_ms: ringTimeoutMs }
        const rest = { wrap_up_ms: 0, announce_every_ms: 0, record: 'off' } as const
        await tx
          .insertInto('queues')
          .values({ ...named, ...rest, routing: JSON.stringify(routing) })
          .execute()
        await publish('queue.changed', { queueId: id })
        return id
      }),

    /** An agent of the queues, offline. */
    newAgent: (
      queueIds: readonly string[],
      { skills = {}, capacity }: { skills?: Record<string, number>; capacity?: Capacity } = {},
    ): Promise<string> =>
      work(async ({ tx, publish }) => {
        const id = uuidv7()
        const own = { tenant_id: tenantId, agent_id: id }
        const user = { id, tenant_id: tenantId, email: `${id}@test.example`, name: `Agent ${id}` }
        await tx
          .insertInto('users')
          .values({ ...user, roles: ['agent'], locale: 'en', password_hash: '' })
          .execute()
        for (const queue_id of queueIds) {
          await tx
            .insertInto('queue_agents')
            .values({ ...own, queue_id })
            .execute()
        }
        for (const [skill_id, level] of Object.entries(skills)) {
          await tx
            .insertInto('agent_skills')
            .values({ ...own, skill_id, level })
            .execute()
        }
        if (capacity) {
          await tx
            .insertInto('agent_profiles')
            .values({ ...own, capacity: JSON.stringify(capacity) })
            .execute()
        }
        await publish('agent.profile_changed', { agentId: id })
        return id
      }),

    newSkill: (): Promise<string> =>
      work(async ({ tx }) => {
        const id = uuidv7()
        await tx.insertInto('skills').values({ id, tenant_id: tenantId, name: id }).execute()
        return id
      }),

    setSkill: (agent_id: string, skill_id: string, level: number) =>
      work(async ({ tx, publish }) => {
        await tx
          .insertInto('agent_skills')
          .values({ tenant_id: tenantId, agent_id, skill_id, level })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'agent_id', 'skill_id']).doUpdateSet({ level }),
          )
          .execute()
        await publish('agent.profile_changed', { agentId: agent_id })
      }),

    choose: (agentId: string, kind: 'available' | 'offline') =>
      work((one) => moveAgent(one, agentId, { kind: 'choose', next: { kind }, phoneReady: true })),

    /** The agent's call is over, without after-call work. */
    endCall: (agentId: string, callId: string) =>
      work((one) =>
        moveAgent(one, agentId, { kind: 'call_ended', callId, wrapUpMs: 0, phoneReady: true }),
      ),

    async enter({ queueId, waitingSinceMs, ...more }: NewWaiting, contactId = uuidv7()) {
      await work((one) =>
        enterLine(
          one,
          {
            contact_id: contactId,
            queue_id: queueId,
            channel: more.channel ?? 'voice',
            priority: more.priority ?? 0,
            band: more.band ?? 0,
            needs: JSON.stringify(more.needs ?? []),
            from_value: more.from ?? '',
            waiting_since: new Date(waitingSinceMs ?? Date.now()),
          },
          { again: false, numberId: null },
        ),
      )
      return contactId
    },

    leave: (contactId: string) => work((one) => leaveLine(one, contactId, 'abandoned')),
    accept: (contactId: string, agentId: string) =>
      work((one) => acceptOffer(one, { contactId, agentId })),
    end: (contactId: string, agentId: string, outcome: OfferEnd['outcome']) =>
      work((one) => endOffer(one, { contactId, agentId }, { outcome })),

    /** What every agent is doing. */
    states: (): Promise<Record<string, string>> =>
      work(async ({ tx }) => {
        const rows = await tx.selectFrom('agent_states').select(['agent_id', 'kind']).execute()
        return Object.fromEntries(rows.map((row) => [row.agent_id, row.kind]))
      }),

    entries: () => work(({ tx }) => tx.selectFrom('queue_entries').selectAll().execute()),
    entry: (id: string) =>
      work(({ tx }) =>
        tx.selectFrom('queue_entries').selectAll().where('contact_id', '=', id).executeTakeFirst(),
      ),

    /** Whom the contact is offered to, once it is. */
    offered(contactId: string): Promise<string> {
      return new Promise((resolve) => {
        const stop = bus.watch((event) => {
          if (event.type === 'contact.offered' && event.payload.contactId === contactId) {
            stop()
            resolve(event.payload.agentId)
          }
        })
      })
    },

    close: () => bus.close(),
  }
}

export type LineCentre = Awaited<ReturnType<typeof openLineCentre>>
