import type { Api } from '@iris/api-client'
import type { Shift } from '@iris/contracts'
import { overlapped } from './shift-form.ts'

const dayMs = 86_400_000

/** A shift that is there already lies where the new one would. */
export class ShiftOverlap extends Error {
  readonly shift: Shift

  constructor(shift: Shift) {
    super('The shifts overlap.')
    this.name = 'ShiftOverlap'
    this.shift = shift
  }
}

/**
 * Writes one shift, in place of another where it is one that was edited. Only the time from the one to the other is
 * replaced, by what is in it now: shifts that others wrote meanwhile stay. Rejects with `ShiftOverlap` or `ApiError`.
 */
export async function sendShift(
  api: Api,
  agentId: string,
  { shift, was }: { readonly shift: Shift; readonly was: Shift | undefined },
): Promise<Shift> {
  const begins = [shift, was ?? shift].map(({ from }) => Date.parse(from))
  const [firstMs, lastMs] = [Math.min(...begins), Math.max(...begins)]
  const params = { id: agentId }
  const near = { from: iso(firstMs - dayMs), to: iso(lastMs + dayMs) }
  const { items } = await api.send('getSchedule', { params, query: near })
  const others = items.filter(({ from }) => from !== was?.from)
  const other = overlapped(shift, others)
  if (other) throw new ShiftOverlap(other)
  const stay = others.filter(({ from }) => isWithin(from, firstMs, lastMs))
  const query = { from: iso(firstMs), to: iso(lastMs + 1) }
  await api.send('setSchedule', { params, query, body: { shifts: [...stay, shift] } })
  return shift
}

/** Takes one shift out of a schedule. */
export async function deleteShift(api: Api, agentId: string, { from }: Shift): Promise<void> {
  const query = { from, to: iso(Date.parse(from) + 1) }
  await api.send('setSchedule', { params: { id: agentId }, query, body: { shifts: [] } })
}

function isWithin(from: string, firstMs: number, lastMs: number): boolean {
  return Date.parse(from) >= firstMs && Date.parse(from) <= lastMs
}

const iso = (ms: number) => new Date(ms).toISOString()
