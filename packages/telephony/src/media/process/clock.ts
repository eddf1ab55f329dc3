/** Ticks that are made up for at once after a stall; what is beyond them is left out. */
const mostTicksAtOnce = 5

/**
 * Calls `onTick` once for every period that has passed since the start, on time on average however late single timers
 * are: each next tick is due at a multiple of the period, not a period after the last. Gives the way to stop it.
 */
export function startClock(periodMs: number, onTick: () => void): () => void {
  let dueMs = performance.now() + periodMs
  let timer: NodeJS.Timeout
  const wait = () => {
    timer = setTimeout(run, Math.max(0, dueMs - performance.now()))
  }
  const run = () => {
    const missed = Math.floor((performance.now() - dueMs) / periodMs) - mostTicksAtOnce
    if (missed > 0) dueMs += missed * periodMs
    // Never more in a row: where ticks take longer than their period, all else would wait for ever.
    for (let left = 1 + mostTicksAtOnce; left > 0 && dueMs <= performance.now(); left -= 1) {
      onTick()
      dueMs += periodMs
    }
    wait()
  }
  wait()
  return () => clearTimeout(timer)
}
