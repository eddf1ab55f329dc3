import { readFileSync } from 'node:fs'

/**
 * How long `run` took, in ms, without the time for which this thread was ready but the machine ran others (Linux keeps it
 * for each thread, in ns); elsewhere all of it.
 */
export function ownTime<Result>(run: () => Result): [result: Result, tookMs: number] {
  const heldUpMs = heldUp()
  const began = performance.now()
  const result = run()
  const tookMs = performance.now() - began
  return [result, Math.max(0, tookMs - (heldUp() - heldUpMs))]
}

function heldUp(): number {
  if (process.platform !== 'linux') return 0
  const [, waitedNs] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')
  return Number(waitedNs) / 1e6
}
