import type { Capacity, IrisEvent, QueueRouting, RelaxStep, SkillNeed } from '@iris/contracts'
import { type Database, openOutboxBus } from '@iris/platform'
import { sql } from 'kysely'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import type { Tables } from '../../../tables.ts'
import { type Tx, type Work, workFor } from '../../../work.ts'
import { moveAgent } from '../../agents/service.ts'
import { deleteQueue } from '../../queues/deleting.ts'
import { acceptOffer, enterLine, leaveLine } from '../../queues/line.ts'
import { offerContact } from '../../../testing/offer-contact.ts'
import { raiseWaiting } from '../move-waiting.ts'
import { endOffer, type OfferEnd } from '../offers.ts'
import { routingJobs } from '../jobs.ts'
import { startRouting } from '../routing-service.ts'
import type { KeptFor as WaitsFor } from '../sticky.ts'
import { type Look, lookAt } from './look.ts'

const log = pino({ level: process.env['IRIS_TEST_LOG'] ?? 'silent' })

interface AgentOptions {
  readonly skills?: Record<string, number>
  /** By queue; 1 where it is not said. */
  readonly ranks?: ReadonlyMap<string, number>
  readonly capacity?: Capacity
}

interface KeptFor {
  readonly agentId: string
  readonly ms: number
}

interface NewWaiting {
  readonly queueId: string
  readonly channel?: 'voice' | 'chat' | 'sms' | 'mail'
  readonly priority?: number
  readonly band?: number
  readonly needs?: readonly SkillNeed[]
  /** In place of the queue's own steps. */
  readonly relax?: readonly RelaxStep[]
  readonly from?: string
  readonly waitingSinceMs?: number
  /** Nobody else may have it for so long, wherever the agent is. */
  readonly keptFor?: KeptFor
  /** The same, if the agent answers the queue and is at work. */
  readonly waitsFor?: WaitsFor
  /** Who did not take it, and when. */
  readonly declined?: readonly { readonly agentId: string; readonly atMs: number }[]
}

async function keepFor(tx: Tx, contactId: string, { agentId, ms }: KeptFor): Promise<void> {
  await tx
    .updateTable('queue_entries')
    .set({
      sticky_agent_id: agentId,
      sticky_until: sql<Date>`clock_timestamp() + ${`${ms} ms`}::interval`,
    })
    .where('contact_id', '=', contactId)
    .execute()
}

/** Routing over a database, without voice and HTTP: contacts and agents are whom tests say they are. */
export async function openLineCentre(database: Database<Tables>, tenantId = uuidv7()) {
  const bus = await openOutboxBus<IrisEvent, Tables>({ database, logger: log })
  const doWork = workFor(database, bus)
  const withoutPhone = new Set<string>()
  await database.asSystem((tx) =>
    tx
      .insertInto('tenants')
      .values({ id: tenantId, name: 'T', country: 'US', time_zone: 'UTC' })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
  const work = <T>(task: (work: Work) => Promise<T>): Promise<T> => doWork(tenantId, null, task)

  return {
    bus,
    tenantId,
    work,
    withoutPhone,
    /** `hears` says which events come to it. */
    startRouting: (hears: (event: IrisEvent) => boolean = () => true, compareEveryMs?: number) =>
      startRouting({
        ...(compareEveryMs !== undefined && { compareEveryMs }),
        database,
        bus: {
          ...bus,
          watch: (listener) => bus.watch((event) => (hears(event) ? listener(event) : undefined)),
        },
        doWork,
        log,
        phoneReady: (id) => !withoutPhone.has(id),
      }),

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
      { skills = {}, ranks, capacity }: AgentOptions = {},
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
            .values({ ...own, queue_id, rank: ranks?.get(queue_id) ?? 1 })
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
          .values({ tenant_id: tenantId, agent_id, skill_id, level: Math.max(level, 1) })
          .onConflict((conflict) =>
            conflict
              .columns(['tenant_id', 'agent_id', 'skill_id'])
              .doUpdateSet((eb) => ({ level: eb.ref('excluded.level') })),
          )
          .execute()
        if (level === 0) {
          await tx
            .deleteFrom('agent_skills')
            .where('agent_id', '=', agent_id)
            .where('skill_id', '=', skill_id)
            .execute()
        }
        await publish('agent.profile_changed', { agentId: agent_id })
      }),

    choose: (agentId: string, kind: 'available' | 'offline') =>
      work((one) => moveAgent(one, agentId, { kind: 'choose', next: { kind }, phoneReady: true })),

    /** The agent's call is over; there is no after-call work, so much, or as much as the agent wants (`null`). */
    endCall: (agentId: string, callId: string, wrapUpMs: number | null = 0) =>
      work((one) =>
        moveAgent(one, agentId, { kind: 'call_ended', callId, wrapUpMs, phoneReady: true }),
      ),
    endWrapUp: (agentId: string) =>
      work((one) => moveAgent(one, agentId, { kind: 'wrap_up_finished', phoneReady: true })),

    async enter({ queueId, waitingSinceMs, keptFor, ...more }: NewWaiting, contactId = uuidv7()) {
      await work(async (one) => {
        await enterLine(
          one,
          {
            contact_id: contactId,
            queue_id: queueId,
            channel: more.channel ?? 'voice',
            priority: more.priority ?? 0,
            band: more.band ?? 0,
            needs: JSON.stringify(more.needs ?? []),
            ...(more.relax && { relax: JSON.stringify(more.relax) }),
            from_value: more.from ?? '',
            waiting_since: new Date(waitingSinceMs ?? Date.now()),
          },
          { again: false, numberId: null, keptFor: more.waitsFor },
        )
        if (more.declined) {
          await one.tx
            .updateTable('queue_entries')
            .set({ declined: JSON.stringify(more.declined) })
            .where('contact_id', '=', contactId)
            .execute()
        }
        if (keptFor) await keepFor(one.tx, contactId, keptFor)
      })
      return contactId
    },

    /** Whoever has this number has spoken with the agent. */
    spokeWith: (from: string, agentId: string) =>
      work(({ tx }) =>
        tx
          .insertInto('contacts')
          .values({
            id: uuidv7(),
            tenant_id: tenantId,
            channel: 'voice',
            direction: 'inbound',
            from_value: from,
            subject: '',
            started_at: new Date(),
            agent_id: agentId,
          })
          .execute(),
      ),

    /** Offers it without routing. */
    offer: (contactId: string, agentId: string) =>
      work((one) => offerContact(one, { contactId, agentId })),
    leave: (contactId: string) => work((one) => leaveLine(one, contactId, 'abandoned')),
    accept: (contactId: string, agentId: string) =>
      work((one) => acceptOffer(one, { contactId, agentId })),
    end: (contactId: string, agentId: string, outcome: OfferEnd['outcome']) =>
      work((one) => endOffer(one, { contactId, agentId }, { outcome })),

    /** The agent lets it pass, and does not respond. */
    miss: (contactId: string, agentId: string) =>
      work(async (one) => {
        const isMissed = await endOffer(one, { contactId, agentId }, { outcome: 'missed' })
        if (isMissed) await moveAgent(one, agentId, { kind: 'work_missed', contactId })
      }),
    /** Its offer should have been over long ago: whoever rang for it has died. */
    forget: (contactId: string) =>
      work(({ tx }) =>
        tx
          .updateTable('queue_entries')
          .set({ offer_expires_at: sql<Date>`clock_timestamp() - interval '1 minute'` })
          .where('contact_id', '=', contactId)
          .execute(),
      ),
    /** What the worker does again and again, once. */
    doJobs: async (): Promise<void> => {
      const phoneReady = (id: string) => !withoutPhone.has(id)
      for (const { run } of routingJobs({ database, doWork, phoneReady })) await run()
    },
    /** Whoever was offered a chat, a text message or a mail has let the time for it pass. */
    letPass: (contactId: string) =>
      work(({ tx }) =>
        tx
          .updateTable('agent_work')
          .set({ ends_at: sql<Date>`clock_timestamp()` })
          .where('contact_id', '=', contactId)
          .where('phase', '=', 'offered')
          .execute(),
      ),
    /** All after-call work has lasted for so much longer. */
    passWrapUpTime: (ms: number) =>
      work(({ tx }) =>
        sql`
          update agent_states
          set state = jsonb_set(state, '{endsAtMs}', to_jsonb((state ->> 'endsAtMs')::bigint - ${ms}))
          where kind = 'wrap_up' and state ->> 'endsAtMs' is not null`.execute(tx),
      ),
    raise: (contactId: string, queueId: string, priority: number) =>
      work((one) => raiseWaiting(one, { id: queueId, contactId }, { priority })),
    deleteQueue: (queueId: string) =>
      work((one) => deleteQueue(one, queueId, { usedBy: undefined, force: true })),
    /**
     * Everybody who waits has waited for so much longer, also for one agent, and what was declined was declined so long before.
     */
    passTime: (ms: number) =>
      work(async ({ tx }) => {
        await sql`
          update callbacks set
            waiting_since = waiting_since - ${`${ms} ms`}::interval,
            next_attempt_at = next_attempt_at - ${`${ms} ms`}::interval`.execute(tx)
        await sql`
          update queue_entries set
            waiting_since = waiting_since - ${`${ms} ms`}::interval,
            sticky_until = sticky_until - ${`${ms} ms`}::interval,
            declined = coalesce((
              select jsonb_agg(jsonb_set(one, '{atMs}', to_jsonb((one ->> 'atMs')::bigint - ${ms})))
              from jsonb_array_elements(declined) one), '[]')`.execute(tx)
      }),

    /** The same for any channel: what is not a call is then in hand. */
    acceptAny: (contactId: string, agentId: string): Promise<boolean> =>
      work(async (one) => {
        const entry = await acceptOffer(one, { contactId, agentId })
        if (!entry || entry.channel === 'voice') return entry !== undefined
        await one.tx
          .updateTable('agent_work')
          .set({ phase: 'active', ends_at: null })
          .where('contact_id', '=', contactId)
          .where('agent_id', '=', agentId)
          .execute()
        const { channel, queue_id: queueId } = entry
        await one.publish('contact.accepted', { contactId, channel, queueId, agentId, waitMs: 0 })
        return true
      }),
    endChat: (agentId: string, contactId: string): Promise<void> =>
      work(async ({ tx, publish }) => {
        await tx.deleteFrom('agent_work').where('contact_id', '=', contactId).execute()
        const ended = { contactId, channel: 'chat', queueId: null, agentId } as const
        await publish('contact.ended', { ...ended, outcome: 'handled' })
      }),

    look: (): Promise<Look> => work(({ tx }) => lookAt(tx)),

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
