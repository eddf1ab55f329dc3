import { setTimeout as pause } from 'node:timers/promises'

const pausesMs = [200, 500, 1000, 2000, 5000, 10_000, 10_000, 10_000]

/** Tries again, with growing pauses for about 40 s, what must be written: a database may be restarting. */
export async function persistently<T>(
  attempt: () => Promise<T>,
  failed: (error: unknown) => void,
): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await attempt()
    } catch (error) {
      failed(error)
      await pause(pauseMs)
    }
  }
  return attempt()
}
