import { vi } from 'vitest'

/**
 * To be called between mounting and pressing. Where a press meets several listeners, as on our buttons, Vue takes all after the
 * first that were made in the same millisecond for later than the press, and passes them over. No hand is as quick as a test.
 */
export function letMillisecondPass(): void {
  if (vi.isFakeTimers()) return
  const nowMs = Date.now()
  while (Date.now() === nowMs) continue
}
