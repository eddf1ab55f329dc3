import { vi } from 'vitest'

/** Waits until a check passes; long enough for a busy machine, at once on an idle one. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 15_000, interval: 10 })
}
