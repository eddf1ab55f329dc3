import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withFrame } from '../testing/with-frame.ts'
import type { FrameForTests } from '../testing/with-frame.ts'
import { useCallFilters } from './use-call-filters.ts'

let frame: FrameForTests
beforeEach(async () => {
  frame = await withFrame()
})
afterEach(() => frame.close())

test('filters live in the address, and other addresses’ filters are taken up', async () => {
  await frame.router.push('/calls?period=today&number=555')
  const { filters, change, clear } = frame.run(() => useCallFilters())
  expect(filters.value).toEqual({ period: 'today', number: '555' })
  change({ number: undefined, state: 'live' })
  await flushPromises()
  expect(frame.router.currentRoute.value.fullPath).toBe('/calls?state=live&period=today')
  expect(filters.value).toEqual({ period: 'today', state: 'live' })
  clear()
  await flushPromises()
  expect(frame.router.currentRoute.value.fullPath).toBe('/calls')
  await frame.router.push('/calls?state=ended')
  expect(filters.value).toEqual({ state: 'ended' })
})
