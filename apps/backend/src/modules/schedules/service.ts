import { mayDo, type Shift } from '@iris/contracts'
import type { Principal } from '../../http/context.ts'
import { found, invalidField, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { findAgent, findAgentForUpdate } from '../agents/repository.ts'
import * as repository from './repository.ts'
import type { ShiftRow, Span } from './repository.ts'

const longestMs = 366 * 86_400_000

interface Asked {
  readonly from: string
  readonly to: string
}

/** An agent's shifts that begin in a time. Who may not see others' sees their own. */
export async function getSchedule(
  { work, principal }: { readonly work: Work; readonly principal: Principal },
  agentId: string,
  asked: Asked,
): Promise<Shift[]> {
  if (agentId !== principal.userId && !mayDo(principal.roles, 'agents:read')) {
    throw new Refusal('forbidden', { detail: 'You may see your own schedule only.' })
  }
  const span = readSpan(asked)
  found(await findAgent(work.tx, agentId), 'agent')
  return (await repository.listShifts(work.tx, agentId, span)).map(present)
}

/** Replaces an agent's shifts that begin in a time. One agent's are written one after the other: none overlap. */
export async function setSchedule(
  work: Work,
  agentId: string,
  { shifts, ...asked }: Asked & { readonly shifts: readonly Shift[] },
): Promise<Shift[]> {
  const span = readSpan(asked)
  const { name } = found(await findAgentForUpdate(work.tx, agentId), 'agent')
  refuseOutside(shifts, span)
  refuseOverlaps(shifts)
  await refuseNeighbours(work, agentId, { ...span, shifts })
  const before = await repository.listShifts(work.tx, agentId, span)
  await repository.replaceShifts(work.tx, { tenantId: work.tenantId, agentId }, { ...span, shifts })
  const detail = { name, replaced: asked, shifts, before: before.map(present) }
  await work.audit('agent.schedule_changed', agentId, detail)
  await work.publish('agent.schedule_changed', { agentId })
  return (await repository.listShifts(work.tx, agentId, span)).map(present)
}

function readSpan(asked: Asked): Span {
  const [from, to] = [new Date(asked.from), new Date(asked.to)]
  const lastsMs = to.getTime() - from.getTime()
  if (lastsMs <= 0) throw invalidField('?to', 'After from.')
  if (lastsMs > longestMs) throw invalidField('?to', 'At most 366 days after from.')
  return { from, to }
}

function refuseOutside(shifts: readonly Shift[], { from, to }: Span): void {
  const outside = shifts.findIndex((shift) => {
    const beginsMs = Date.parse(shift.from)
    return beginsMs < from.getTime() || beginsMs >= to.getTime()
  })
  if (outside === -1) return
  throw invalidField(`/shifts/${outside}/from`, 'A shift begins in the time that is replaced.')
}

function refuseOverlaps(shifts: readonly Shift[]): void {
  const inOrder = shifts
    .map((shift, index) => ({ index, fromMs: Date.parse(shift.from), toMs: Date.parse(shift.to) }))
    .toSorted((a, b) => a.fromMs - b.fromMs)
  for (const [place, { index, fromMs }] of inOrder.entries()) {
    const before = inOrder[place - 1]
    if (!before || before.toMs <= fromMs) continue
    const other = shifts[before.index]
    const message = `Overlaps with the shift from ${other?.from} to ${other?.to}.`
    throw invalidField(`/shifts/${index}/from`, message)
  }
}

/** What stays before and after must not be overlapped either. */
async function refuseNeighbours(
  { tx }: Work,
  agentId: string,
  { from, to, shifts }: Span & { readonly shifts: readonly Shift[] },
): Promise<void> {
  const before = await repository.lastShiftBefore(tx, agentId, from)
  const after = await repository.firstShiftFrom(tx, agentId, to)
  for (const [index, shift] of shifts.entries()) {
    const [begins, ends] = [new Date(shift.from), new Date(shift.to)]
    if (before && before.to_at > begins) {
      throw invalidField(`/shifts/${index}/from`, `Overlaps with ${inWords(before)}.`)
    }
    if (after && after.from_at < ends) {
      throw invalidField(`/shifts/${index}/to`, `Overlaps with ${inWords(after)}.`)
    }
  }
}

function inWords(row: ShiftRow): string {
  const { from, to } = present(row)
  return `the shift from ${from} to ${to}, which stays`
}

function present({ activity, from_at, to_at }: ShiftRow): Shift {
  return { activity, from: from_at.toISOString(), to: to_at.toISOString() }
}
