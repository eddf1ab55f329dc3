import type { Rates, Totals } from '@iris/contracts'
import type { QueueFigures } from '../queues/figures.ts'
import type { QueueNumbers } from './boards.ts'
import type { ReadOutlook } from './picture.ts'

/** Opening times and expected waits are told again for so long without being asked for. */
const keptMs = 2000
/** So many queues are asked after at once; the others of the house want the database too. */
const atOnce = 4

interface Kept {
  readonly atMs: number
  readonly status: Awaited<ReturnType<QueueFigures['status']>>
}

const quarterMs = 900_000
const startOfQuarter = (atMs: number) =>
  new Date(Math.floor(atMs / quarterMs) * quarterMs).toISOString()

const noTotals: Totals = {
  offered: 0,
  answered: 0,
  answeredInTime: 0,
  abandoned: 0,
  abandonedLate: 0,
  shortAbandoned: 0,
  flowedOut: 0,
  callbacksAsked: 0,
  callbacksDone: 0,
  handled: 0,
  transferredOut: 0,
  conferenced: 0,
  rejected: 0,
  missed: 0,
  waitMs: 0,
  abandonWaitMs: 0,
  longestWaitMs: 0,
  talkMs: 0,
  holdMs: 0,
  wrapUpMs: 0,
}
const noRates: Rates = {
  serviceLevel: null,
  abandonRate: null,
  averageSpeedOfAnswerMs: null,
  averageHandleMs: null,
  occupancy: null,
}
const noNumbers: QueueNumbers = {
  interval: { totals: noTotals, rates: noRates },
  today: { totals: noTotals, rates: noRates },
}

/** Reads what boards tell of queues beside their lines: whether they are open, how long one waits, and their figures. */
export function outlookOf(figures: QueueFigures): ReadOutlook {
  const kept = new Map<string, Kept>()

  async function statusOf(tenantId: string, id: string): Promise<Kept['status']> {
    const atMs = performance.now()
    const known = kept.get(id)
    if (known && atMs - known.atMs < keptMs) return known.status
    const status = await figures.status(tenantId, { id })
    if (status) kept.set(id, { atMs, status })
    else kept.delete(id)
    return status
  }

  return async (tenantId, queueIds) => {
    const status = new Map<string, NonNullable<Kept['status']>>()
    const left = [...queueIds]
    async function askOnAndOn(): Promise<void> {
      for (let id = left.pop(); id !== undefined; id = left.pop()) {
        const found = await statusOf(tenantId, id)
        if (found) status.set(id, found)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, askOnAndOn))
    const numbers = new Map(queueIds.map((id) => [id, noNumbers]))
    return { status, numbers, intervalFrom: startOfQuarter(Date.now()) }
  }
}
