import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { gatherStale } from './stale-queries.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('what went out of date', () => {
  test('is fetched at once, and what follows in a burst together', async () => {
    const refetch = vi.fn<(resources: readonly string[]) => void>()
    const stale = gatherStale(refetch, 1000)
    stale.add(['calls'])
    expect(refetch.mock.calls).toEqual([[['calls']]])
    for (let n = 0; n < 50; n += 1) stale.add(['calls', 'queues'])
    expect(refetch).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(refetch.mock.calls[1]).toEqual([['calls', 'queues']])
    await vi.advanceTimersByTimeAsync(5000)
    expect(refetch).toHaveBeenCalledTimes(2)
    stale.add(['users'])
    expect(refetch).toHaveBeenCalledTimes(3)
    stale.close()
  })

  test('is not fetched any more once nobody wants to know', async () => {
    const refetch = vi.fn<(resources: readonly string[]) => void>()
    const stale = gatherStale(refetch, 1000)
    stale.add(['calls'])
    stale.add(['calls'])
    stale.close()
    await vi.advanceTimersByTimeAsync(5000)
    expect(refetch).toHaveBeenCalledTimes(1)
  })
})
