import { type Activity, activities } from '@iris/contracts'
import type { Database } from '@iris/platform'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Tables } from '../../../tables.ts'
import type { Tx } from '../../../work.ts'
import { agreements } from '../adherence.ts'

const minute = 60_000

/** Something that is written about an agent. Times are in ms, `agoMs` before the clock: what is told late. */
export type Change =
  | { readonly kind: 'moves'; readonly agoMs: number; readonly doing: number }
  | { readonly kind: 'chat'; readonly agoMs: number; readonly lastsMs: number | null }
  | { readonly kind: 'chats end'; readonly agoMs: number }
  | { readonly kind: 'chats are deleted' }
  | { readonly kind: 'work'; readonly agoMs: number; readonly phase: 'offered' | 'active' }
  | { readonly kind: 'work goes on'; readonly agoMs: number }
  | { readonly kind: 'work is over' }
  | {
      readonly kind: 'plan'
      readonly inMs: number
      readonly lastsMs: number
      readonly activity: Activity
    }
  | { readonly kind: 'unplan' }

const ms = (min: number, max: number) => fc.integer({ min: min * minute, max: max * minute })

export const someChange: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('moves' as const),
      agoMs: ms(0, 40),
      doing: fc.nat(11),
    }),
  },
  fc.record({
    kind: fc.constant('chat' as const),
    agoMs: ms(0, 300),
    lastsMs: fc.option(ms(0, 90)),
  }),
  fc.record({ kind: fc.constant('chats end' as const), agoMs: ms(0, 20) }),
  fc.record({ kind: fc.constant('chats are deleted' as const) }),
  fc.record({
    kind: fc.constant('work' as const),
    agoMs: ms(0, 60),
    phase: fc.constantFrom('offered' as const, 'active' as const),
  }),
  fc.record({ kind: fc.constant('work goes on' as const), agoMs: ms(0, 20) }),
  fc.record({ kind: fc.constant('work is over' as const) }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('plan' as const),
      inMs: ms(-600, 200),
      lastsMs: ms(1, 1440),
      activity: fc.constantFrom(...activities),
    }),
  },
  fc.record({ kind: fc.constant('unplan' as const) }),
)

const doings = [
  { state: 'offline', reason: null },
  { state: 'not_responding', reason: null },
  { state: 'not_ready', reason: 'technical' },
  ...agreements,
] as const

/** A tenant whose agents' timelines, legs, work and shifts change, as the product writes them. */
export class ChangingAgents {
  readonly tenantId = uuidv7()
  readonly agentIds = [uuidv7(), uuidv7()] as const
  readonly #database: Database<Tables>

  constructor(database: Database<Tables>) {
    this.#database = database
  }

  async begin(): Promise<void> {
    const { tenantId: tenant_id } = this
    await this.#database.asSystem(async (tx) => {
      const own = { country: 'DE', time_zone: 'Europe/Berlin' }
      await tx
        .insertInto('tenants')
        .values({ id: tenant_id, name: 'Centre', ...own })
        .execute()
      for (const id of this.agentIds) {
        const user = { tenant_id, id, name: 'Ada', email: `${id}@test.example` }
        await tx
          .insertInto('users')
          .values({ ...user, password_hash: 'none', roles: ['agent'] })
          .execute()
      }
    })
  }

  read<Result>(task: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.#database.asTenant(this.tenantId, task)
  }

  /** Writes a change of an agent at a time of the clock. */
  async write(change: Change, agentId: string, clockMs: number): Promise<void> {
    await this.read((tx) => this.writeIn(tx, change, { agentId, clockMs }))
  }

  async writeIn(
    tx: Tx,
    change: Change,
    { agentId, clockMs }: { readonly agentId: string; readonly clockMs: number },
  ): Promise<void> {
    const own = { tenant_id: this.tenantId, agent_id: agentId }
    const atMs = clockMs - ('agoMs' in change ? change.agoMs : 0)
    const at = new Date(atMs)
    switch (change.kind) {
      case 'moves':
        return moveAgent(tx, own, { at, doing: change.doing })
      case 'chat':
        return addChat(tx, own, {
          at,
          until:
            change.lastsMs === null ? null : new Date(Math.min(clockMs, atMs + change.lastsMs)),
        })
      case 'chats end':
        await tx
          .updateTable('contact_legs')
          .set({ ended_at: sql<Date>`greatest(began_at, ${at})` })
          .where('agent_id', '=', agentId)
          .where('ended_at', 'is', null)
          .execute()
        return
      case 'chats are deleted':
        await sql`delete from contacts where id in (
          select contact_id from contact_legs where agent_id = ${agentId}
        )`.execute(tx)
        return
      case 'work':
        await tx
          .insertInto('agent_work')
          .values({
            ...own,
            contact_id: uuidv7(),
            queue_id: uuidv7(),
            channel: 'chat',
            points: 30,
            phase: change.phase,
            from_value: '',
            since: at,
          })
          .execute()
        return
      case 'work goes on':
        await tx
          .updateTable('agent_work')
          .set({ phase: 'wrap_up', since: at })
          .where('agent_id', '=', agentId)
          .execute()
        return
      case 'work is over':
        await tx.deleteFrom('agent_work').where('agent_id', '=', agentId).execute()
        return
      case 'plan': {
        const from = new Date(clockMs + change.inMs)
        const to = new Date(from.getTime() + change.lastsMs)
        const shift = { ...own, activity: change.activity, from_at: from, to_at: to }
        await tx
          .deleteFrom('shifts')
          .where('agent_id', '=', agentId)
          .where('from_at', '<', to)
          .where('to_at', '>', from)
          .execute()
        await tx.insertInto('shifts').values(shift).execute()
        return
      }
      case 'unplan':
        await tx.deleteFrom('shifts').where('agent_id', '=', agentId).execute()
    }
  }
}

interface Own {
  readonly tenant_id: string
  readonly agent_id: string
}

/** What the agent did ends, never before it began, and they do something else. */
async function moveAgent(
  tx: Tx,
  own: Own,
  { at, doing }: { readonly at: Date; readonly doing: number },
): Promise<void> {
  const before = await tx
    .updateTable('agent_timeline')
    .set({ ended_at: sql<Date>`greatest(began_at, ${at})` })
    .where('agent_id', '=', own.agent_id)
    .where('ended_at', 'is', null)
    .returning('ended_at')
    .executeTakeFirst()
  const { state, reason } = doings[doing % doings.length] ?? doings[0]
  await tx
    .insertInto('agent_timeline')
    .values({
      ...own,
      id: uuidv7(),
      state,
      reason,
      began_at: before?.ended_at ?? at,
      cause: JSON.stringify({ kind: 'agent' }),
    })
    .execute()
}

async function addChat(
  tx: Tx,
  own: Own,
  { at, until }: { readonly at: Date; readonly until: Date | null },
): Promise<void> {
  const contact_id = uuidv7()
  const contact = { tenant_id: own.tenant_id, channel: 'chat', direction: 'inbound' } as const
  await tx
    .insertInto('contacts')
    .values({ ...contact, id: contact_id, from_value: '', subject: '', started_at: at })
    .execute()
  const leg = { ...contact, ...own, id: uuidv7(), contact_id, kind: 'talk', facts: '{}' } as const
  await tx
    .insertInto('contact_legs')
    .values({ ...leg, began_at: at, ended_at: until })
    .execute()
}
