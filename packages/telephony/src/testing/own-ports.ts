import type { PortRange } from '../media/options.ts'

/**
 * Ports for audio that the processes of other tests leave alone, as long as they are few: below those that systems give
 * out by themselves, so that none is taken between one use and the next.
 */
export function ownPorts(): PortRange {
  const from = 12_000 + (process.pid % 100) * 200
  return { from, to: from + 199 }
}
