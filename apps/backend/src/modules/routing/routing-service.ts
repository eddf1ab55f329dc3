import type { Database } from '@iris/platform'
import { v7 as uuidv7 } from 'uuid'
import type { Logger } from '../../log.ts'
import type { Tables } from '../../tables.ts'
import type { DoWork, EventBus } from '../../work.ts'
import type { PhoneReady } from '../agents/service.ts'
import { attendLeases, giveUpLeases, leaseMs } from './lease.ts'
import { TenantRouter } from './tenant-router.ts'
import { nothingTouched, touchedBy } from './touched.ts'

/** Leases are prolonged, and looked for, so often: whoever takes over does so within 3 s of the last word of an owner. */
export const attendEveryMs = 300
/** Sooner where something happens to a tenant that nobody is known to own. */
const attendAfterEventMs = 20
const attendAtMostEveryMs = 100

interface Parts {
  readonly database: Database<Tables>
  readonly bus: EventBus
  readonly doWork: DoWork
  readonly phoneReady: PhoneReady
  /** Tells of agents whose phone came or went. */
  readonly onPhoneChange?: (listener: (change: { readonly agentId: string }) => void) => () => void
  readonly log: Logger
  /** How often what is known is compared with the database; 5 s where it is not said. */
  readonly compareEveryMs?: number
}

/**
 * Brings waiting contacts and agents together. Of the processes that run it, one owns a tenant at a time, under a lease in
 * the database; another takes over when it falls silent.
 */
export interface RoutingService {
  /** The tenants this process routes for, and how much of each it holds. */
  owned(): { readonly tenantId: string; readonly waiting: number; readonly agents: number }[]
  /** Gives its leases up, so that others take over at once. */
  close(): Promise<void>
}

export function startRouting(parts: Parts): RoutingService {
  const service = new Routing(parts)
  service.start()
  return service
}

class Routing implements RoutingService {
  readonly #parts: Parts
  readonly #ownerId = uuidv7()
  readonly #routers = new Map<string, TenantRouter>()
  readonly #stopping = new Set<Promise<void>>()
  #stops: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #attendsAt = Infinity
  #attendedAt = -Infinity
  #attending: Promise<void> | undefined
  #isClosed = false
  /** The database's time, and when it was told by this process's monotonic clock. */
  #told = { nowMs: Date.now(), at: performance.now() }

  constructor(parts: Parts) {
    this.#parts = parts
  }

  start(): void {
    const { bus, onPhoneChange } = this.#parts
    this.#stops = [
      bus.watch((event) => {
        const touched = nothingTouched()
        if (!touchedBy(event, touched)) return
        const router = this.#routers.get(event.tenantId)
        if (router) router.touch(touched)
        else this.#attendIn(attendAfterEventMs)
      }),
      onPhoneChange?.(({ agentId }) => {
        const touched = { ...nothingTouched(), agents: new Set([agentId]) }
        for (const router of this.#routers.values()) router.touch(touched)
      }) ?? (() => undefined),
    ]
    this.#attend()
  }

  owned() {
    return [...this.#routers].map(([tenantId, router]) => ({ tenantId, ...router.size }))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    for (const stop of this.#stops) stop()
    await this.#attending
    for (const router of this.#routers.values()) this.#retire(router)
    await Promise.all(this.#stopping)
    await giveUpLeases(this.#parts.database, this.#ownerId).catch((error: unknown) =>
      this.#parts.log.warn({ err: error }, 'leases of routing could not be given up'),
    )
  }

  /** Attends to the leases so long from now, or before. */
  #attendIn(ms: number): void {
    const nowAt = performance.now()
    const at = Math.max(nowAt + ms, this.#attendedAt + attendAtMostEveryMs)
    if (this.#isClosed || this.#attending || this.#attendsAt <= at) return
    clearTimeout(this.#timer)
    this.#attendsAt = at
    this.#timer = setTimeout(() => this.#attend(), at - nowAt)
  }

  #attend(): void {
    this.#attending ??= this.#renewAndTake()
      .catch((error: unknown) =>
        this.#parts.log.error({ err: error }, 'leases of routing could not be attended to'),
      )
      .finally(() => {
        this.#attending = undefined
        this.#attendsAt = Infinity
        this.#attendedAt = performance.now()
        this.#attendIn(attendEveryMs)
      })
  }

  async #renewAndTake(): Promise<void> {
    const { database } = this.#parts
    const askedAt = performance.now()
    const { leases, nowMs } = await attendLeases(database, this.#ownerId)
    this.#tell(nowMs)
    const validUntil = askedAt + leaseMs
    const held = new Map(leases.map((lease) => [lease.tenantId, lease]))
    for (const router of this.#routers.values()) {
      const lease = held.get(router.lease.tenantId)
      if (lease?.token === router.lease.token && !router.isStopped) router.prolong(validUntil)
      else this.#retire(router)
    }
    for (const lease of leases) {
      if (this.#routers.has(lease.tenantId)) continue
      const own = { ...this.#parts, ownerId: this.#ownerId, now: () => this.#now() }
      this.#routers.set(lease.tenantId, new TenantRouter(own, lease, validUntil))
    }
  }

  #retire(router: TenantRouter): void {
    this.#routers.delete(router.lease.tenantId)
    const stopping = router.stop().finally(() => this.#stopping.delete(stopping))
    this.#stopping.add(stopping)
  }

  #now(): number {
    return this.#told.nowMs + (performance.now() - this.#told.at)
  }

  /** Time goes on as the monotonic clock has it; where the database's is ahead, it is followed. */
  #tell(nowMs: number): void {
    this.#told = { nowMs: Math.max(nowMs, this.#now()), at: performance.now() }
  }
}
