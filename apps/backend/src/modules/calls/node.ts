import type { Database } from '@iris/platform'
import { sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { DoWork, Tx } from '../../work.ts'
import { causedBySystem } from '../agents/cause.ts'
import { listByKind } from '../agents/repository.ts'
import { moveAgent } from '../agents/service.ts'
import { unpark } from './parked.ts'
import { leaveLine } from '../queues/line.ts'
import { lockOffered } from '../routing/offers.ts'
import { listAbandoned, updateLiveCall, findCall } from './repository.ts'

/** A node that was not seen for so long is dead, by the database's clock: those of two machines differ. */
const deadAfterMs = 15_000

/** Enters this process as a carrier of calls. Another of the same name is gone: one data folder has one process. */
export async function enterNode(
  database: Database<Tables>,
  node: { id: string; name: string },
): Promise<void> {
  await database.asSystem(async (tx) => {
    await tx.deleteFrom('nodes').where('name', '=', node.name).execute()
    await tx.insertInto('nodes').values(node).execute()
  })
}

/** Says that this process lives. Run it well within the 15 s after which a node counts as dead. */
export async function beat(database: Database<Tables>, nodeId: string): Promise<void> {
  await database.asSystem((tx) =>
    tx
      .updateTable('nodes')
      .set({ seen_at: sql<Date>`now()` })
      .where('id', '=', nodeId)
      .execute(),
  )
}

export async function leaveNode(database: Database<Tables>, nodeId: string): Promise<void> {
  await database.asSystem((tx) => tx.deleteFrom('nodes').where('id', '=', nodeId).execute())
}

/**
 * Closes what dead processes left open: their calls get a record (`INTERRUPTED`), callers leave their queues, agents are
 * freed. `carriedHere` are this process' own calls. Safe to run at any time, by any process. Returns how many calls it closed.
 */
export async function closeAbandoned(
  database: Database<Tables>,
  doWork: DoWork,
  own: { nodeId: string; carries: (callId: string) => boolean },
): Promise<number> {
  const abandoned = await database.asSystem((tx) => findAbandoned(tx, own))
  for (const { id, tenant_id } of abandoned) {
    await doWork(tenant_id, null, async (work) => {
      await leaveLine(work, id, 'interrupted')
      await unpark(work, id)
      const call = await findCall(work.tx, id)
      const path = (call?.path ?? []).map((step) =>
        step.leftAt === null
          ? { ...step, leftAt: new Date().toISOString(), outcome: 'interrupted' }
          : step,
      )
      const change = {
        state: 'ended',
        ended_at: new Date(),
        cause: 'INTERRUPTED',
        ended_by: 'system',
        path,
        consult: null,
        supervision: null,
      } as const
      if (!(await updateLiveCall(work.tx, id, change))) return
      await work.publish('call.ended', {
        callId: id,
        queueId: call?.queue_id ?? null,
        agentId: call?.agent_id ?? null,
        cause: 'INTERRUPTED',
        talkMs: 0,
      })
    })
  }
  await freeAgents(database, doWork)
  return abandoned.length
}

async function findAbandoned(
  tx: Tx,
  own: { nodeId: string; carries: (callId: string) => boolean },
) {
  await tx
    .deleteFrom('nodes')
    .where('seen_at', '<', sql<Date>`now() - ${`${deadAfterMs} ms`}::interval`)
    .where('id', '!=', own.nodeId)
    .execute()
  const living = await tx.selectFrom('nodes').select('id').execute()
  const others = living.map((node) => node.id).filter((id) => id !== own.nodeId)
  return (await listAbandoned(tx, others)).filter(({ id }) => !own.carries(id))
}

/** Agents whose call has ended, or whose offer is of a call that waits no longer, are let go on. */
async function freeAgents(database: Database<Tables>, doWork: DoWork): Promise<void> {
  const busy = await database.asSystem((tx) => listByKind(tx, ['offering', 'in_call']))
  for (const { tenant_id, agent_id, state } of busy) {
    if (state.kind !== 'offering' && state.kind !== 'in_call') continue
    await doWork(tenant_id, null, async (work) => {
      const call = await findCall(work.tx, state.callId)
      if (call && call.ended_at === null) return
      // Who is to be called back waits without a call.
      const ref = { contactId: state.callId, agentId: agent_id }
      if (state.kind === 'offering' && (await lockOffered(work, ref))) return
      // The phone was there and comes back; if it does not, its absence is noticed in its own time.
      await moveAgent(
        work,
        agent_id,
        state.kind === 'offering'
          ? { kind: 'offer_withdrawn', callId: state.callId }
          : { kind: 'call_ended', callId: state.callId, wrapUpMs: 0, phoneReady: true },
        causedBySystem('recovered'),
      )
    })
  }
}
