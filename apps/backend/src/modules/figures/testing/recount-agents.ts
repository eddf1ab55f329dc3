import type { Tx } from '../../../work.ts'

/** An agent's occupied, idle, scheduled and adherent time in a quarter of an hour, in ms. */
export interface RecountedAgent {
  readonly occupiedMs: number
  readonly idleMs: number
  readonly scheduledMs: number
  readonly adherentMs: number
}

interface Stretch<About = unknown> {
  readonly agentId: string
  readonly fromMs: number
  readonly toMs: number
  readonly about: About
}

const quarterMs = 900_000

/**
 * Occupancy and adherence of docs/metrics.md up to `untilMs`, instant by instant: an agent's time is cut wherever anything
 * begins or ends, and each piece is looked at by itself. By `agentId from`, from being RFC 3339; what is nothing is left out.
 */
export async function recountAgents(tx: Tx, untilMs: number): Promise<Map<string, RecountedAgent>> {
  const states = await read(tx, 'agent_timeline', untilMs)
  const work = await read(tx, 'contact_legs', untilMs)
  const shifts = await readShifts(tx, untilMs)
  const counted = new Map<string, RecountedAgent>()
  const agentIds = new Set([...states, ...shifts].map(({ agentId }) => agentId))
  for (const agentId of agentIds) {
    const of = <About>(all: readonly Stretch<About>[]) =>
      all.filter((one) => one.agentId === agentId)
    count(counted, { states: of(states), work: of(work), shifts: of(shifts) })
  }
  return counted
}

interface AgentsOwn {
  readonly states: readonly Stretch<string>[]
  readonly work: readonly Stretch<string>[]
  readonly shifts: readonly Stretch<string>[]
}

function count(counted: Map<string, RecountedAgent>, own: AgentsOwn): void {
  const all = [...own.states, ...own.work, ...own.shifts]
  const cuts = new Set(all.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))
  const [first, last] = [Math.min(...cuts), Math.max(...cuts)]
  for (let at = Math.ceil(first / quarterMs) * quarterMs; at < last; at += quarterMs) cuts.add(at)
  const instants = [...cuts].toSorted((a, b) => a - b)
  for (const [index, fromMs] of instants.entries()) {
    const ms = (instants[index + 1] ?? fromMs) - fromMs
    const at = (stretches: readonly Stretch<string>[]) =>
      stretches.find((one) => one.fromMs <= fromMs && fromMs < one.toMs)?.about
    const piece = judge(at(own.states) ?? 'offline', at(own.work), at(own.shifts))
    const quarter = new Date(Math.floor(fromMs / quarterMs) * quarterMs).toISOString()
    const key = `${all[0]?.agentId} ${quarter}`
    const sum = counted.get(key) ?? { occupiedMs: 0, idleMs: 0, scheduledMs: 0, adherentMs: 0 }
    const more = (isSo: boolean) => (isSo ? ms : 0)
    const next = {
      occupiedMs: sum.occupiedMs + more(piece.isOccupied),
      idleMs: sum.idleMs + more(piece.isIdle),
      scheduledMs: sum.scheduledMs + more(piece.isScheduled),
      adherentMs: sum.adherentMs + more(piece.isAdherent),
    }
    if (Object.values(next).some((value) => value > 0)) counted.set(key, next)
  }
}

function judge(state: string, held: string | undefined, activity: string | undefined) {
  const isOccupied =
    state === 'in_call' || state === 'wrap_up' || (held !== undefined && state !== 'offline')
  const isFree = state === 'available' || state === 'offering'
  const works = isFree || state === 'in_call' || state === 'wrap_up'
  return {
    isOccupied,
    isIdle: isFree && !isOccupied,
    isScheduled: activity !== undefined,
    isAdherent: activity === 'work' ? works : state === `not_ready ${activity}`,
  }
}

/** States with their reasons, or the channels of what was in hand beside calls. */
async function read(
  tx: Tx,
  table: 'agent_timeline' | 'contact_legs',
  untilMs: number,
): Promise<Stretch<string>[]> {
  const rows =
    table === 'agent_timeline'
      ? await tx.selectFrom('agent_timeline').selectAll().execute()
      : await tx
          .selectFrom('contact_legs')
          .selectAll()
          .where('kind', 'in', ['talk', 'wrap_up'])
          .where('channel', '<>', 'voice')
          .execute()
  return rows.flatMap((row) => {
    const reason = 'reason' in row ? row.reason : null
    const about = 'state' in row ? [row.state, reason].filter(Boolean).join(' ') : row.channel
    const { agent_id: agentId, began_at: began, ended_at: ended } = row
    return agentId === null ? [] : cut({ agentId, began, ended, about }, untilMs)
  })
}

async function readShifts(tx: Tx, untilMs: number): Promise<Stretch<string>[]> {
  const rows = await tx.selectFrom('shifts').selectAll().execute()
  return rows.flatMap(({ agent_id: agentId, from_at: began, to_at: ended, activity: about }) =>
    cut({ agentId, began, ended, about }, untilMs),
  )
}

function cut(
  {
    agentId,
    began,
    ended,
    about,
  }: { agentId: string; began: Date; ended: Date | null; about: string },
  untilMs: number,
): Stretch<string>[] {
  const fromMs = began.getTime()
  const toMs = Math.min(untilMs, ended?.getTime() ?? untilMs)
  return fromMs < toMs ? [{ agentId, fromMs, toMs, about }] : []
}
