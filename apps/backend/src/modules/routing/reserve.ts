import type { Decision } from '@iris/routing'
import { sql } from 'kysely'
import type { Work } from '../../work.ts'
import { type Routable, readRoutable } from '../agents/routable.ts'
import { lockAgents } from '../agents/repository.ts'
import { moveAgent, type PhoneReady } from '../agents/service.ts'
import type { BoardMirror } from './board-mirror.ts'
import { type NewDecision, writeDecisions } from './decisions.ts'
import type { Lease } from './lease.ts'
import { lockEntries, type QueueRules, type VersionedEntry } from './waiting.ts'

/** This process is the tenant's owner no more: what it wanted to write is void. */
export class LeaseLost extends Error {}

interface Given {
  readonly mirror: BoardMirror
  readonly lease: Lease
  readonly ownerId: string
  readonly phoneReady: PhoneReady
}

/**
 * Reserves contacts and agents for each other, as was decided. What has changed since, on either side, is left as it is;
 * gives the decisions of which that is so. Rows are locked in the one order: queues, places in line, then agents.
 * @throws LeaseLost where another process may have become the owner
 */
export async function carryOut(
  work: Work,
  decisions: readonly Decision[],
  given: Given,
): Promise<Decision[]> {
  await requireLease(work, given)
  const { mirror } = given
  const contactIds = decisions.map(({ contactId }) => contactId)
  await holdQueues(work, decisions)
  const locked = await lockEntries(work.tx, contactIds)
  const entries = new Map(locked.map((entry) => [entry.contact_id, entry]))
  const agentIds = [...new Set(decisions.flatMap((decision) => decision.agentIds))].toSorted()
  await lockAgents(work.tx, agentIds)
  const agents = await readRoutable(work.tx, given.phoneReady, agentIds)

  const stale: Decision[] = []
  const made: NewDecision[] = []
  for (const decision of decisions) {
    const entry = entries.get(decision.contactId)
    const rules = mirror.rulesOf(decision.queueId)
    const fit = fitAgents(decision, { agents, mirror })
    if (!entry || !rules || fit.length === 0 || !mirror.isCurrent(entry)) {
      stale.push(decision)
      continue
    }
    const isSome = fit.length < decision.agentIds.length
    if (isSome && !mirror.hasWaitedForAll(entry.contact_id)) {
      mirror.noteWaitForAll(entry.contact_id)
      stale.push(decision)
      continue
    }
    mirror.forgetWaitForAll(entry.contact_id)
    const isMade = await offer(work, { entry, rules, agents: fit, token: given.lease.token })
    if (isMade) made.push({ ...decision, agentIds: fit.map(({ routed }) => routed.agentId) })
    else stale.push(decision)
  }
  await noteTurns(work, made)
  await writeDecisions(work, made)
  return stale
}

async function requireLease(work: Work, { lease, ownerId }: Given): Promise<void> {
  const held = await work.tx
    .selectFrom('routing_leases')
    .select('token')
    .where('tenant_id', '=', lease.tenantId)
    .where('owner_id', '=', ownerId)
    .where('token', '=', lease.token)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  if (!held) throw new LeaseLost('the lease is lost')
}

/** Nobody deletes these queues until the transaction ends; who deletes one locks it before its line, too. */
async function holdQueues(work: Work, decisions: readonly Decision[]): Promise<void> {
  const ids = [...new Set(decisions.map(({ queueId }) => queueId))]
  await work.tx
    .selectFrom('queues')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forKeyShare()
    .execute()
}

/** Of the agents who were chosen, those who can still have it. */
function fitAgents(
  { agentIds }: Decision,
  {
    agents,
    mirror,
  }: { readonly agents: ReadonlyMap<string, Routable>; readonly mirror: BoardMirror },
): Routable[] {
  return agentIds.flatMap((id) => {
    const agent = agents.get(id)
    return agent && mirror.isFit(agent) ? [agent] : []
  })
}

interface NewOffer {
  readonly entry: VersionedEntry
  readonly rules: QueueRules
  readonly agents: readonly Routable[]
  readonly token: number
}

/** False where a later owner has offered it before. */
async function offer(work: Work, { entry, rules, agents, token }: NewOffer): Promise<boolean> {
  const [first, ...also] = agents.map(({ routed }) => routed.agentId)
  if (first === undefined) return false
  const reserved = await work.tx
    .updateTable('queue_entries')
    .set({
      offered_to: first,
      also_offered_to: also,
      offer: sql<number>`offer + 1`,
      offer_token: token,
      offer_expires_at: sql<Date>`clock_timestamp() + ${`${rules.ringTimeoutMs} ms`}::interval`,
    })
    .where('contact_id', '=', entry.contact_id)
    .where('offered_to', 'is', null)
    .where((eb) => eb.or([eb('offer_token', 'is', null), eb('offer_token', '<=', token)]))
    .returning(['offer', 'offer_expires_at'])
    .executeTakeFirst()
  if (!reserved?.offer_expires_at) return false
  const terms = { offer: reserved.offer, expiresAt: reserved.offer_expires_at }
  for (const agent of agents) await offerTo(work, agent, { entry, rules, ...terms })
  return true
}

/** Reserves one agent, who is locked, and tells everyone. */
async function offerTo(
  work: Work,
  { name, routed }: Routable,
  {
    entry,
    rules,
    offer,
    expiresAt,
  }: Pick<NewOffer, 'entry' | 'rules'> & { readonly offer: number; readonly expiresAt: Date },
): Promise<void> {
  const { contact_id: contactId, channel, queue_id: queueId, callback_id: callbackId } = entry
  const { agentId } = routed
  if (channel === 'voice') await moveAgent(work, agentId, { kind: 'offered', callId: contactId })
  else {
    await work.tx
      .insertInto('agent_work')
      .values({
        contact_id: contactId,
        tenant_id: work.tenantId,
        agent_id: agentId,
        queue_id: queueId,
        channel,
        points: routed.costs[channel] ?? 0,
        phase: 'offered',
        from_value: entry.from_value,
        subject: entry.subject,
        since: sql<Date>`clock_timestamp()`,
        ends_at: expiresAt,
      })
      .execute()
  }
  await work.publish('contact.offered', {
    contactId,
    channel,
    offer,
    ringsAll: rules.routing.method === 'ring_all',
    queueId,
    agentId,
    agentName: name,
    expiresAt: expiresAt.toISOString(),
    ...(callbackId !== null && { callbackId }),
  })
}

/** Whoever was offered a contact of a queue has had their turn there. */
async function noteTurns(work: Work, made: readonly NewDecision[]): Promise<void> {
  const turns = new Map<string, { queue_id: string; agent_id: string }>()
  for (const { queueId, agentIds } of made) {
    for (const id of agentIds) turns.set(`${queueId} ${id}`, { queue_id: queueId, agent_id: id })
  }
  if (turns.size === 0) return
  await work.tx
    .insertInto('agent_turns')
    .values(
      [...turns.values()].map((turn) => ({
        ...turn,
        tenant_id: work.tenantId,
        at: sql<Date>`clock_timestamp()`,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'agent_id', 'queue_id'])
        .doUpdateSet((eb) => ({ at: eb.ref('excluded.at') })),
    )
    .execute()
}
