import type { SrvRecord } from './names.ts'

/**
 * Services in the order they are to be tried: the lower priority figure first, and within one by chance, as their
 * weights say (RFC 2782). `random` gives a number from 0 up to 1.
 */
export function orderServices(
  records: readonly SrvRecord[],
  random: () => number,
): readonly SrvRecord[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].toSorted(
    (one, other) => one - other,
  )
  return priorities.flatMap((priority) =>
    drawByWeight(
      records.filter((record) => record.priority === priority),
      random,
    ),
  )
}

/** Draws one after another. Those of weight 0 stand first, which leaves them a small chance (RFC 2782). */
function drawByWeight(records: readonly SrvRecord[], random: () => number): readonly SrvRecord[] {
  const left = records.toSorted((one, other) => Math.sign(one.weight) - Math.sign(other.weight))
  const drawn: SrvRecord[] = []
  while (left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0)
    const mark = Math.floor(random() * (total + 1))
    let sum = 0
    const index = left.findIndex(({ weight }) => (sum += weight) >= mark)
    drawn.push(...left.splice(Math.max(0, index), 1))
  }
  return drawn
}
