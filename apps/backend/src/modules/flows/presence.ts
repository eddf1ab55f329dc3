import { type FlowPresence, mayDo, type RouteRequest, type Routes } from '@iris/contracts'
import type { Database } from '@iris/platform'
import type { Principal } from '../../http/context.ts'
import { found, Refusal } from '../../problem.ts'
import type { Tables } from '../../tables.ts'
import type { DoWork, Work } from '../../work.ts'
import { findDraftForUpdate } from './draft-repository.ts'
import * as repository from './presence-repository.ts'
import { findFlow } from './repository.ts'

type Visit = RouteRequest<Routes['visitFlow']>['body']

/**
 * Notes that a page of somebody has the flow open. The first who wants to edit holds it, for as long as they say so. The others
 * hear of it when something is other than before.
 */
export async function visitFlow(
  work: Work,
  principal: Principal,
  flowId: string,
  visit: Visit,
): Promise<FlowPresence> {
  if (visit.wants === 'edit' && !mayDo(principal.roles, 'flows:write')) {
    throw new Refusal('forbidden', { detail: 'This needs the permission flows:write.' })
  }
  found(await findFlow(work.tx, flowId), 'flow')
  const page = { flowId, userId: principal.userId, tab: visit.tab }
  const before = await repository.findVisitor(work.tx, page)
  const takesIt = visit.wants === 'edit' && (await becomesFree(work, flowId))
  const now = {
    wants: visit.wants,
    selection: visit.selection ?? before?.selection ?? [],
    cursor: visit.cursor === undefined ? (before?.cursor ?? null) : visit.cursor,
  }
  await noteVisitor(work, principal, { page, now, isNew: before === undefined })
  if (takesIt) await repository.holdFlow(work.tx, page)
  const letsGo = visit.wants === 'look' && isHeldBy(before)
  if (letsGo) await repository.freeFlow(work.tx, flowId)
  const isOther = before === undefined || JSON.stringify(now) !== JSON.stringify(shownOf(before))
  return takesIt || letsGo || isOther ? tellPresence(work, flowId) : presenceOf(work, flowId)
}

export async function leaveFlow(
  work: Work,
  principal: Principal,
  flowId: string,
  tab: string,
): Promise<void> {
  found(await findFlow(work.tx, flowId), 'flow')
  const page = { flowId, userId: principal.userId, tab }
  if (await repository.deleteVisitor(work.tx, page)) await tellPresence(work, flowId)
}

/** Holds the flow in place of whoever does; they are told at once, and can save no more. */
export async function takeOver(
  work: Work,
  principal: Principal,
  flowId: string,
  tab: string,
): Promise<FlowPresence> {
  found(await findDraftForUpdate(work.tx, flowId), 'flow')
  const page = { flowId, userId: principal.userId, tab }
  const holder = await repository.findHolder(work.tx, flowId)
  const before = await repository.findVisitor(work.tx, page)
  await repository.freeFlow(work.tx, flowId)
  const now = {
    wants: 'edit',
    selection: before?.selection ?? [],
    cursor: before?.cursor ?? null,
  } as const
  await noteVisitor(work, principal, { page, now, isNew: before === undefined })
  await repository.holdFlow(work.tx, page)
  if (holder && holder.user_id !== principal.userId) {
    await work.publish('flow.taken_over', {
      flowId,
      by: { id: principal.userId, name: principal.name },
      from: { id: holder.user_id, name: holder.user_name },
    })
  }
  return tellPresence(work, flowId)
}

/** Forgets pages that were not heard of in time, and tells those who are still there. */
export async function forgetGone(database: Database<Tables>, doWork: DoWork): Promise<void> {
  const flows = await database.asSystem((tx) => repository.deleteGone(tx))
  for (const { tenantId, flowId } of flows) {
    await doWork(tenantId, null, (work) => tellPresence(work, flowId))
  }
}

/** Whether nobody who is there holds the flow: then it is free, and nobody else takes it in this transaction. */
async function becomesFree(work: Work, flowId: string): Promise<boolean> {
  if (await repository.findHolder(work.tx, flowId)) return false
  await findDraftForUpdate(work.tx, flowId)
  if (await repository.findHolder(work.tx, flowId)) return false
  // Whoever held it was not heard of in time.
  await repository.freeFlow(work.tx, flowId)
  return true
}

function noteVisitor(
  work: Work,
  principal: Principal,
  visitor: {
    readonly page: repository.Page
    readonly now: Pick<repository.VisitorRow, 'wants' | 'selection' | 'cursor'>
    readonly isNew: boolean
  },
): Promise<void> {
  const { page, now, isNew } = visitor
  return repository.noteVisitor(work.tx, {
    tenant_id: work.tenantId,
    flow_id: page.flowId,
    user_id: page.userId,
    tab: page.tab,
    user_name: principal.name,
    ...now,
    isNew,
  })
}

async function tellPresence(work: Work, flowId: string): Promise<FlowPresence> {
  const presence = await presenceOf(work, flowId)
  await work.publish('flow.presence_changed', { flowId, presence })
  return presence
}

async function presenceOf(work: Work, flowId: string): Promise<FlowPresence> {
  const rows = await repository.listVisitors(work.tx, flowId)
  const holder = await repository.findHolder(work.tx, flowId)
  return {
    people: rows.map((row) => ({
      userId: row.user_id,
      name: row.user_name,
      tab: row.tab,
      ...shownOf(row),
      joinedAt: row.joined_at.toISOString(),
    })),
    holder: holder
      ? {
          userId: holder.user_id,
          name: holder.user_name,
          tab: holder.tab,
          since: holder.holds_since.toISOString(),
        }
      : null,
  }
}

function shownOf({ wants, selection, cursor }: repository.VisitorRow) {
  return { wants, selection, cursor: cursor && { x: cursor.x, y: cursor.y } }
}

function isHeldBy(row: repository.VisitorRow | undefined): boolean {
  return row !== undefined && row.holds_since !== null
}
