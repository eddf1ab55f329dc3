import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import { boardFigures } from '../figures/stats.ts'
import type { QueueFigures } from '../queues/figures.ts'
import type { ReadOutlook } from './picture.ts'

/** Opening times and expected waits are told again for so long without being asked for. */
const keptMs = 2000
/** Figures of intervals and days follow what happens by a moment; reading them more often would show nothing else. */
const numbersKeptMs = 500
/** So many queues are asked after at once; the others of the house want the database too. */
const atOnce = 4

interface Kept {
  readonly atMs: number
  readonly status: Awaited<ReturnType<QueueFigures['status']>>
}

type Numbers = ReturnType<typeof boardFigures>

interface KeptNumbers {
  readonly atMs: number
  readonly numbers: Numbers
}

/** Reads what boards tell of queues beside their lines: whether they are open, how long one waits, and their figures. */
export function outlookOf(figures: QueueFigures, database: Database<Tables>): ReadOutlook {
  const kept = new Map<string, Kept>()
  const numbersKept = new Map<string, KeptNumbers>()

  function numbersOf(tenantId: string): Numbers {
    const atMs = performance.now()
    const known = numbersKept.get(tenantId)
    if (known && atMs - known.atMs < numbersKeptMs) return known.numbers
    const numbers = boardFigures(database, tenantId)
    numbersKept.set(tenantId, { atMs, numbers })
    numbers.catch(() => numbersKept.delete(tenantId))
    return numbers
  }

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
    const { queues, nothing, intervalFrom } = await numbersOf(tenantId)
    const numbers = new Map(queueIds.map((id) => [id, queues.get(id) ?? nothing]))
    return { status, numbers, intervalFrom }
  }
}
