import type { Database, Kv } from '@iris/platform'
import { assign, type AvailableAgent, type Offer } from '@iris/routing'
import type { Logger } from '../../log.ts'
import type { Tables } from '../../tables.ts'
import type { DoWork, EventBus, Work } from '../../work.ts'
import { listAvailable } from '../agents/repository.ts'
import { moveAgent, type PhoneReady } from '../agents/service.ts'
import { findUser } from '../identity/repository.ts'
import * as repository from './repository.ts'

/** The most contacts considered at once; the rest are further back than any agent could reach in one go. */
const lookAhead = 2000
const leaseMs = 10_000
/** Waiting contacts are looked at again at least so often, should every event have been missed. */
const sweepEveryMs = 2000

interface Parts {
  readonly nodeId: string
  readonly database: Database<Tables>
  readonly bus: EventBus
  readonly kv: Kv
  readonly doWork: DoWork
  readonly phoneReady: PhoneReady
  readonly log: Logger
}

/** Brings waiting contacts and available agents together, whenever one or the other changes. */
export interface Dispatcher {
  close(): Promise<void>
}

export function startDispatcher(parts: Parts): Dispatcher {
  const rounds = new Map<string, Promise<void>>()
  const again = new Set<string>()

  /** One round at a time for each tenant; what happens meanwhile asks for one more. */
  function wake(tenantId: string): void {
    if (rounds.has(tenantId)) {
      again.add(tenantId)
      return
    }
    const round = dispatch(parts, tenantId)
      .catch((error: unknown) =>
        parts.log.error({ err: error, tenantId }, 'contacts could not be offered'),
      )
      .finally(() => {
        rounds.delete(tenantId)
        if (again.delete(tenantId)) wake(tenantId)
      })
    rounds.set(tenantId, round)
  }

  const stopWatching = parts.bus.watch((event) => {
    const matters =
      event.type === 'contact.queued' ||
      event.type === 'callback.requested' ||
      event.type === 'callback.due' ||
      event.type === 'queue.changed' ||
      (event.type === 'contact.offer_ended' && event.payload.outcome !== 'accepted') ||
      (event.type === 'agent.state_changed' && event.payload.agent.state.kind === 'available')
    if (matters) wake(event.tenantId)
  })

  const sweep = setInterval(() => {
    tenantsWaiting(parts.database).then(
      (tenants) => tenants.forEach(wake),
      (error: unknown) => parts.log.warn({ err: error }, 'waiting contacts could not be looked up'),
    )
  }, sweepEveryMs)

  return {
    async close() {
      stopWatching()
      clearInterval(sweep)
      again.clear()
      await Promise.all(rounds.values())
    },
  }
}

function tenantsWaiting(database: Database<Tables>): Promise<string[]> {
  return database.asSystem(async (tx) => {
    const rows = await tx.selectFrom('queue_entries').select('tenant_id').distinct().execute()
    return rows.map((row) => row.tenant_id)
  })
}

/** One round: who waits and who is free are read, matched, and reserved in one transaction. */
async function dispatch(parts: Parts, tenantId: string): Promise<void> {
  await parts.doWork(tenantId, null, async (work) => {
    const agents = await availableAgents(work, parts.phoneReady)
    if (agents.length === 0) return
    const entries = await repository.listEntries(work.tx, { limit: lookAhead, unofferedOnly: true })
    const owned = await ownedQueues(parts, new Set(entries.map((entry) => entry.queue_id)))
    const waiting = entries.filter((entry) => owned.has(entry.queue_id))
    const offers = assign({ waiting: waiting.map(asWaitingContact), agents, nowMs: Date.now() })
    const entryOf = new Map(entries.map((entry) => [entry.contact_id, entry]))
    for (const offer of offers) {
      const entry = entryOf.get(offer.contactId)
      if (entry) await reserve(work, offer, entry)
    }
  })
}

async function availableAgents(work: Work, phoneReady: PhoneReady): Promise<AvailableAgent[]> {
  const rows = await listAvailable(work.tx)
  return rows
    .filter((row) => phoneReady(row.agent_id))
    .map((row) => ({
      agentId: row.agent_id,
      queueIds: row.queue_ids,
      availableSinceMs: row.state.sinceMs,
    }))
}

/** The queues this process may offer from: each has one owner at a time, under a lease. */
async function ownedQueues(parts: Parts, queueIds: ReadonlySet<string>): Promise<Set<string>> {
  const owned = new Set<string>()
  for (const queueId of queueIds) {
    if (await parts.kv.acquire(`queue:${queueId}`, parts.nodeId, leaseMs)) owned.add(queueId)
  }
  return owned
}

function asWaitingContact(entry: repository.QueueEntryRow) {
  return {
    contactId: entry.contact_id,
    queueId: entry.queue_id,
    priority: entry.priority,
    waitingSinceMs: entry.waiting_since.getTime(),
    declined: entry.declined,
    ...(entry.preferred_agent_id !== null && { preferredAgentId: entry.preferred_agent_id }),
  }
}

/** Reserves contact and agent for each other, or neither: each may have gone since they were read. */
async function reserve(
  work: Work,
  { contactId, agentId }: Offer,
  { queue_id: queueId, callback_id: callbackId }: repository.QueueEntryRow,
): Promise<void> {
  const queue = await repository.findQueue(work.tx, queueId)
  const agent = await findUser(work.tx, agentId)
  if (!queue || !agent) return
  const expiresAt = new Date(Date.now() + queue.ring_timeout_ms)
  if (!(await repository.reserveEntry(work.tx, contactId, agentId, expiresAt))) return
  const moved = await moveAgent(work, agentId, { kind: 'offered', callId: contactId })
  if (moved.kind !== 'moved') return repository.returnEntry(work.tx, contactId, undefined)
  await work.publish('contact.offered', {
    contactId,
    channel: 'voice',
    offer: 0,
    ringsAll: false,
    queueId,
    agentId,
    agentName: agent.name,
    expiresAt: expiresAt.toISOString(),
    ...(callbackId !== null && { callbackId }),
  })
}
