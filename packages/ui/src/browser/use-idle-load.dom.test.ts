import { mount } from '@vue/test-utils'
import { defineComponent, nextTick, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useIdleLoad } from './use-idle-load.ts'
import { useLatch } from './use-latch.ts'

function mountLoader(load: () => Promise<unknown>) {
  return mount(
    defineComponent({
      setup() {
        useIdleLoad(load)
        return () => null
      },
    }),
  )
}

describe('loading when idle', () => {
  const idle: (() => void)[] = []
  const cancelled = vi.fn<(handle: number) => void>()

  beforeEach(() => {
    idle.length = 0
    vi.stubGlobal('requestIdleCallback', (callback: () => void) => idle.push(callback))
    vi.stubGlobal('cancelIdleCallback', cancelled)
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  test('waits for the browser to have time', () => {
    const load = vi.fn<() => Promise<unknown>>(() => Promise.resolve())
    mountLoader(load)
    expect(load).not.toHaveBeenCalled()
    idle[0]!()
    expect(load).toHaveBeenCalledOnce()
  })

  test('says nothing when it fails: whoever needs the code will', async () => {
    const load = vi.fn<() => Promise<unknown>>(() => Promise.reject(new Error('offline')))
    mountLoader(load)
    idle[0]!()
    await nextTick()
    await expect(load.mock.results[0]!.value).rejects.toThrow('offline')
  })

  test('does not happen once the component is gone', () => {
    mountLoader(() => Promise.resolve()).unmount()
    expect(cancelled).toHaveBeenCalledOnce()
  })

  test('waits two seconds where the browser cannot tell', () => {
    vi.unstubAllGlobals()
    vi.stubGlobal('requestIdleCallback', undefined)
    Reflect.deleteProperty(window, 'requestIdleCallback')
    vi.useFakeTimers()
    const load = vi.fn<() => Promise<unknown>>(() => Promise.resolve())
    mountLoader(load)
    vi.advanceTimersByTime(2_000)
    vi.useRealTimers()
    expect(load).toHaveBeenCalledOnce()
  })
})

test('a latch stays once it was on', async () => {
  const open = ref(false)
  const opened = useLatch(() => open.value)
  expect(opened.value).toBe(false)
  open.value = true
  await nextTick()
  open.value = false
  await nextTick()
  expect(opened.value).toBe(true)
})
