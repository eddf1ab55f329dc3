import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Toasts } from './toasts.ts'
import { createToasts, useToasts } from './toasts.ts'

const scope = effectScope(true)
let toasts: Toasts

beforeEach(() => {
  vi.useFakeTimers()
  toasts = scope.run(createToasts)!
})
afterEach(() => {
  vi.useRealTimers()
})

const titles = (): string[] => toasts.list.value.map(({ title }) => title)

describe('toasts', () => {
  test('leave by themselves, later when there is something to undo', () => {
    toasts.show({ title: 'Copied' })
    toasts.show({ title: 'Released', action: { label: 'Undo', run: () => undefined } })
    vi.advanceTimersByTime(6_000)
    expect(titles()).toEqual(['Released'])
    vi.advanceTimersByTime(4_000)
    expect(titles()).toEqual([])
  })

  test('stay when they tell of a failure', () => {
    toasts.show({ title: 'Not saved', tone: 'stop' })
    vi.advanceTimersByTime(3_600_000)
    expect(titles()).toEqual(['Not saved'])
  })

  test('are taken away by whoever showed them', () => {
    const dismiss = toasts.show({ title: 'Connecting', durationMs: Infinity })
    dismiss()
    dismiss()
    expect(titles()).toEqual([])
  })

  test('lose no time while they are being read', () => {
    toasts.show({ title: 'Copied' })
    vi.advanceTimersByTime(5_000)
    toasts.pause()
    vi.advanceTimersByTime(60_000)
    toasts.resume()
    vi.advanceTimersByTime(999)
    expect(titles()).toEqual(['Copied'])
    vi.advanceTimersByTime(1)
    expect(titles()).toEqual([])
  })

  test('wait too when they come while another is being read', () => {
    toasts.pause()
    toasts.show({ title: 'Copied' })
    vi.advanceTimersByTime(60_000)
    expect(titles()).toEqual(['Copied'])
    toasts.resume()
    vi.advanceTimersByTime(6_000)
    expect(titles()).toEqual([])
  })

  test('are four at most: the oldest makes room', () => {
    for (const title of ['1', '2', '3', '4', '5']) toasts.show({ title })
    expect(titles()).toEqual(['2', '3', '4', '5'])
  })

  test('leave no timer behind when their scope ends', () => {
    const ending = effectScope(true)
    ending.run(createToasts)!.show({ title: 'Copied' })
    ending.stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('need a UiRoot', () => {
    expect(() => useToasts()).toThrow('useToasts() has to be used inside <UiRoot>.')
  })
})
