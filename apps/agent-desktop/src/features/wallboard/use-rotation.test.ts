import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useRotation } from './use-rotation.ts'

const count = ref(3)
const everyMs = ref(10_000)
const isPaused = ref(false)
let scope = effectScope()

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  count.value = 3
  everyMs.value = 10_000
  isPaused.value = false
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const turning = () => scope.run(() => useRotation({ count, everyMs, isPaused }))!
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('a wallboard that turns', () => {
  test('shows one page after the other, and begins anew', async () => {
    const { page } = turning()
    const seen = [page.value]
    for (let turn = 0; turn < 3; turn++) {
      await pass(10_000)
      seen.push(page.value)
    }
    expect(seen).toEqual([0, 1, 2, 0])
  })

  test('stands still while it is paused, then shows the page for what was left of its time', async () => {
    const { page } = turning()
    await pass(7000)
    isPaused.value = true
    await pass(60_000)
    expect(page.value).toBe(0)
    isPaused.value = false
    await pass(2999)
    expect(page.value).toBe(0)
    await pass(1)
    expect(page.value).toBe(1)
  })

  test('gives a page that was chosen all of its time', async () => {
    const { page, show, previous } = turning()
    await pass(9000)
    show(2)
    await pass(9000)
    expect(page.value).toBe(2)
    await pass(1000)
    expect(page.value).toBe(0)
    previous()
    expect(page.value).toBe(2)
  })

  test('is turned by hand while it is paused, and stays there', async () => {
    const { page, next } = turning()
    isPaused.value = true
    next()
    await pass(60_000)
    expect(page.value).toBe(1)
  })

  test('does not turn with one page, nor where it shall not', async () => {
    count.value = 1
    const { page, turns } = turning()
    await pass(60_000)
    expect([page.value, turns.value]).toEqual([0, false])
    count.value = 3
    everyMs.value = 0
    await pass(60_000)
    expect([page.value, turns.value]).toEqual([0, false])
    everyMs.value = 5000
    await nextTick()
    await pass(5000)
    expect([page.value, turns.value]).toEqual([1, true])
  })

  test('goes back to the first when the page it shows is there no more', async () => {
    const { page, show } = turning()
    show(2)
    count.value = 2
    await nextTick()
    expect(page.value).toBe(0)
  })

  test('keeps no timer once it is gone', () => {
    turning()
    scope.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
