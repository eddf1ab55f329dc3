import { type IrisEvent, ordinaryCapacity, type RoutingMethod } from '@iris/contracts'
import { type FreshDatabase, freshDatabase } from '@iris/platform/testing'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { migrationFolders } from '../../../ground.ts'
import type { Tables } from '../../../tables.ts'
import type { Tx } from '../../../work.ts'
import { enterNode } from '../../calls/node.ts'
import { cancelCallback } from '../../callbacks/service.ts'
import { leaveLine } from '../../queues/line.ts'
import type { RoutingService } from '../routing-service.ts'
import { type Callbacks, callbacksOf } from './callback-centre.ts'
import { isOpen } from './callback-commands.ts'
import { type LineCentre, openLineCentre } from './line-centre.ts'
import { OffersHeard } from './offers-heard.ts'
import { openOverflow, type OverflowCentre } from './overflow-centre.ts'
import { Pace } from './pace.ts'
import {
  type ModelAgent,
  type ModelQueue,
  RoutingModel,
  settingsOf,
  stickyMs,
} from './routing-model.ts'

/** The service as it is, over a database of its own, and whichever process owns it. */
export interface RealRouting {
  readonly centre: LineCentre
  readonly skillId: string
  readonly offers: OffersHeard
  readonly pace: Pace
  readonly callbacks: Callbacks
  readonly overflow: OverflowCentre
  /** One that goes by what it is told and by its timers: it does not find anything by comparing. */
  readonly startRouting: () => RoutingService
  routing: RoutingService
}

type Queue = ModelQueue & { readonly method: RoutingMethod }
type NewQueue = Omit<Queue, 'id' | 'ringsAll' | 'overflowsInto' | 'callsCustomerFirst'> & {
  readonly callsCustomerFirst?: true
  /** Its place among them. */
  readonly overflowsInto?: number
}

const noNeeds = { level: 0, steps: [] }

/** Ages are whole minutes and a little, so whatever changes with time does so long after a run is over. */
const queues: readonly NewQueue[] = [
  { method: 'longest_idle', agingPerMinute: 2, needs: noNeeds, overflowsInto: 3 },
  { method: 'least_occupied', agingPerMinute: 2, needs: noNeeds, callsCustomerFirst: true },
  {
    method: 'best_skill',
    agingPerMinute: 0,
    needs: { level: 1, steps: [{ afterMs: 90_000, level: 0 }] },
    overflowsInto: 0,
  },
  { method: 'ring_all', agingPerMinute: 2, needs: noNeeds, overflowsInto: 1 },
]

function withIds(all: readonly NewQueue[]): Queue[] {
  const ids = all.map(() => uuidv7())
  return all.map(({ overflowsInto, ...queue }, place) => ({
    ...queue,
    id: ids[place] ?? '',
    ringsAll: queue.method === 'ring_all',
    callsCustomerFirst: queue.callsCustomerFirst ?? false,
    overflowsInto: overflowsInto === undefined ? undefined : ids[overflowsInto],
  }))
}

/** Ranks by queue. Whoever has 160 points takes two chats beside a call. */
const agents: readonly { readonly ranks: readonly (number | null)[]; readonly points: number }[] = [
  { ranks: [1, null, null, 1], points: 100 },
  { ranks: [1, 1, 2, 1], points: 160 },
  { ranks: [2, 1, 3, 1], points: 100 },
  { ranks: [null, 1, 2, 4], points: 100 },
]

const away = () =>
  ({
    level: 0,
    isThere: false,
    isNotResponding: false,
    wrapUp: 'none',
    callId: undefined,
  }) as const

const limitsOf = (queueId: string | undefined) =>
  JSON.stringify(
    queueId === undefined ? {} : { overflow: { max_wait: { kind: 'queue', queueId } } },
  )

/** Whoever makes the calls. */
const nodeId = uuidv7()

/** What a run leaves behind. */
const leavings = [
  'queue_entries',
  'contacts',
  'callbacks',
  'calls',
  'agent_states',
  'agent_work',
  'agent_turns',
  'agent_skills',
  'routing_decisions',
  'audit_entries',
  'bus_events',
] as const

interface Parts {
  readonly database: FreshDatabase<Tables>
  readonly centre: LineCentre
  readonly skillId: string
  readonly overflow: OverflowCentre
}

/** A small centre that serves one run after another: to make one takes far longer than a run. */
export class ModelCentre {
  readonly #database: FreshDatabase<Tables>
  readonly #centre: LineCentre
  readonly #skillId: string
  readonly #queues: readonly Queue[] = withIds(queues)
  readonly #agents: readonly Pick<ModelAgent, 'id' | 'ranks' | 'points'>[]
  readonly #offers = new OffersHeard()
  readonly #pace = new Pace()
  readonly #callbacks: Callbacks
  readonly #overflow: OverflowCentre
  #events: IrisEvent[] = []

  private constructor({ database, centre, skillId, overflow }: Parts) {
    this.#database = database
    this.#centre = centre
    this.#skillId = skillId
    this.#overflow = overflow
    this.#callbacks = callbacksOf(centre, nodeId)
    this.#agents = agents.map(({ ranks, points }) => ({
      id: uuidv7(),
      points,
      ranks: new Map(
        this.#queues.flatMap(({ id }, n) => (ranks[n] ? [[id, ranks[n]] as const] : [])),
      ),
    }))
    centre.bus.watch((event) => {
      this.#events.push(event)
      if (event.type === 'contact.offered') this.#offers.hear()
    })
  }

  static async open(): Promise<ModelCentre> {
    const database = await freshDatabase<Tables>(migrationFolders, { maxConnections: 4 })
    const centre = await openLineCentre(database)
    const overflow = await openOverflow(centre, database)
    const opened = new ModelCentre({ database, centre, overflow, skillId: await centre.newSkill() })
    await database.asSystem((tx) => opened.#insertAgents(tx))
    await enterNode(database, { id: nodeId, name: nodeId })
    return opened
  }

  async close(): Promise<void> {
    await this.#overflow.close()
    await this.#centre.close()
    await this.#database.close()
  }

  /** Nobody waits and everybody is away. A process begins to route, whom `finish` stops. */
  async begin(): Promise<{ readonly model: RoutingModel; readonly real: RealRouting }> {
    await this.#database.asSystem(async (tx) => {
      await this.#clear(tx)
      await this.#insertQueues(tx)
    })
    this.#events = []
    const model = new RoutingModel()
    for (const queue of this.#queues) model.queues.set(queue.id, queue)
    for (const one of this.#agents)
      model.agents.set(one.id, { ...one, ...away(), chats: new Set() })
    const [centre, skillId] = [this.#centre, this.#skillId]
    const [offers, pace] = [this.#offers, this.#pace]
    const [callbacks, overflow] = [this.#callbacks, this.#overflow]
    const startRouting = () => centre.startRouting(() => true, Infinity)
    const parts = { centre, skillId, offers, pace, callbacks, overflow }
    return { model, real: { ...parts, startRouting, routing: startRouting() } }
  }

  /** Whoever still waits goes home. Gives everything that was told of since the run began. */
  async finish(model: RoutingModel): Promise<readonly IrisEvent[]> {
    const last = Promise.withResolvers<void>()
    const closingTime = uuidv7()
    const stop = this.#centre.bus.watch(({ type, payload }) => {
      if (type === 'queue.changed' && payload.queueId === closingTime) last.resolve()
    })
    await this.#centre.work(async (work) => {
      for (const contact of model.contacts.values()) {
        if (contact.callback && !contact.isBeingCalled) continue
        const outcome = contact.isBeingCalled ? 'left' : 'abandoned'
        await leaveLine(work, contact.id, outcome)
        model.end(contact, outcome)
      }
      for (const callback of model.callbacks.values()) {
        if (!isOpen(callback)) continue
        await cancelCallback(work, callback.id)
        callback.state = 'cancelled'
      }
      for (const contact of model.contacts.values()) model.end(contact, 'cancelled')
      await work.publish('queue.changed', { queueId: closingTime })
    })
    await last.promise
    stop()
    return this.#events
  }

  async #clear(tx: Tx): Promise<void> {
    const deletes = leavings.map(
      (table) =>
        sql`${sql.ref(`no_${table}`)} as (delete from ${sql.table(table)} where tenant_id = ${this.#centre.tenantId})`,
    )
    await sql`with ${sql.join(deletes)} select`.execute(tx)
  }

  /** Those that were deleted. */
  async #insertQueues(tx: Tx): Promise<void> {
    const tenant_id = this.#centre.tenantId
    const rest = { ring_timeout_ms: 20_000, wrap_up_ms: 0, announce_every_ms: 0 }
    await tx
      .insertInto('queues')
      .values(
        this.#queues.map(({ id, needs, method, agingPerMinute, ...queue }) => {
          const routing = { method, agingPerMinute, stickyMs, ...settingsOf(this.#skillId, needs) }
          const record = 'off' as const
          const named = { id, tenant_id, name: id, record, ...rest }
          const callbacks = JSON.stringify(queue.callsCustomerFirst ? { first: 'customer' } : {})
          const limits = limitsOf(queue.overflowsInto)
          return { ...named, routing: JSON.stringify(routing), callbacks, limits }
        }),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await tx
      .insertInto('queue_agents')
      .values(
        this.#agents.flatMap(({ id: agent_id, ranks }) =>
          [...ranks].map(([queue_id, rank]) => ({ tenant_id, queue_id, agent_id, rank })),
        ),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async #insertAgents(tx: Tx): Promise<void> {
    const tenant_id = this.#centre.tenantId
    const rest = { roles: ['agent' as const], locale: 'en', password_hash: '' }
    await tx
      .insertInto('users')
      .values(
        this.#agents.map(({ id }) => {
          return { id, tenant_id, email: `${id}@test.example`, name: `Agent ${id}`, ...rest }
        }),
      )
      .execute()
    await tx
      .insertInto('agent_profiles')
      .values(
        this.#agents.map(({ id: agent_id, points }) => {
          const capacity = JSON.stringify({ ...ordinaryCapacity, points })
          return { tenant_id, agent_id, capacity }
        }),
      )
      .execute()
  }
}
