import { type Channel, noTotals, type Totals } from '@iris/contracts'
import type { DrawnContact } from '../contacts/contact.ts'
import { countsOf } from './counts.ts'
import { quarterOf } from './interval.ts'
import { figures } from './totals.ts'

/** What an interval's figures are kept apart by. */
interface IntervalKey {
  readonly quarter: number
  readonly queueId: string | null
  readonly agentId: string | null
  readonly channel: Channel
  readonly numberId: string | null
}

export interface IntervalChange extends IntervalKey {
  /** To be added; the longest wait is kept where it is longer. */
  readonly totals: Totals
}

interface Redrawn {
  readonly before: DrawnContact | undefined
  readonly after: DrawnContact
}

/**
 * What has to be added to the kept figures once contacts have become others: what they count for now, less what they
 * counted for before. Nothing where nothing changed, so a contact may be drawn again at any time, and one that turns out
 * otherwise than it seemed is put right.
 */
export function changesOf(redrawn: readonly Redrawn[]): IntervalChange[] {
  const changes = new Map<string, { -readonly [K in keyof IntervalChange]: IntervalChange[K] }>()
  for (const { before, after } of redrawn) {
    if (before) add(before, -1)
    add(after, 1)
  }
  return [...changes.values()].filter(({ totals }) =>
    figures.some((figure) => totals[figure] !== 0),
  )

  function add(contact: DrawnContact, sign: 1 | -1): void {
    const { channel, numberId } = contact
    for (const { atMs, queueId, agentId, totals } of countsOf(contact)) {
      const key = { quarter: quarterOf(atMs), queueId, agentId, channel, numberId }
      const name = Object.values(key).join(' ')
      const change = changes.get(name) ?? { ...key, totals: noTotals }
      changes.set(name, { ...change, totals: addSigned(change.totals, totals, sign) })
    }
  }
}

/** A longest wait cannot be taken back, nor has it to be: a wait that ended answered or abandoned has that length for good. */
function addSigned(totals: Totals, more: Partial<Totals>, sign: 1 | -1): Totals {
  const sum = { ...totals }
  for (const figure of figures) {
    const change = more[figure]
    if (change === undefined) continue
    if (figure !== 'longestWaitMs') sum[figure] += sign * change
    else if (sign === 1) sum.longestWaitMs = Math.max(sum.longestWaitMs, change)
  }
  return sum
}
