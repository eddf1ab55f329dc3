import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { EffectScope, Ref } from 'vue'
import { useCloseLook } from './use-close-look.ts'

let scope: EffectScope
let board: HTMLElement
let isLooked: Readonly<Ref<boolean>>

beforeEach(async () => {
  vi.useFakeTimers()
  scope = effectScope()
  board = document.createElement('div')
  board.innerHTML = '<button>Page 1</button>'
  isLooked = scope.run(() => useCloseLook(shallowRef(board)))!
  await nextTick()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

async function happens(name: string, on: Element = board): Promise<void> {
  on.dispatchEvent(new Event(name, { bubbles: true }))
  await nextTick()
}

describe('a close look', () => {
  test('lasts while the pointer moves over the board, and a while after', async () => {
    await happens('pointermove')
    expect(isLooked.value).toBe(true)
    await vi.advanceTimersByTimeAsync(7000)
    await happens('pointermove')
    await vi.advanceTimersByTimeAsync(7999)
    expect(isLooked.value).toBe(true)
    await vi.advanceTimersByTimeAsync(1)
    expect(isLooked.value).toBe(false)
  })

  test('ends when the pointer leaves', async () => {
    await happens('pointermove')
    await happens('pointerleave')
    expect(isLooked.value).toBe(false)
  })

  test('lasts while the keyboard has brought the focus there, and not where a press has', async () => {
    const button = board.querySelector('button')!
    const matches = vi.spyOn(button, 'matches').mockReturnValue(false)
    await happens('focusin', button)
    expect(isLooked.value).toBe(false)
    matches.mockReturnValue(true)
    await happens('focusin', button)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(isLooked.value).toBe(true)
    await happens('focusout', button)
    expect(isLooked.value).toBe(false)
  })

  test('hears nothing more once it is over', async () => {
    scope.stop()
    await happens('pointermove')
    expect(isLooked.value).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })
})
