import { mount } from '@vue/test-utils'
import { h } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { mountInRoot, settle } from '../testing/mount-in-root.ts'
import Tooltip from './Tooltip.vue'

const hover = (element: Element): boolean =>
  element.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, pointerType: 'mouse' }))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('Tooltip', () => {
  test.each([
    [
      'inside a UiRoot',
      () => mountInRoot('<Tooltip text="+15550100100"><b>Call</b></Tooltip>', { Tooltip }),
    ],
    [
      'alone',
      () =>
        mount(Tooltip, {
          props: { text: '+15550100100' },
          slots: { default: () => h('b', 'Call') },
          attachTo: document.body,
        }),
    ],
  ])('describes what the pointer rests on, after a moment, %s', async (_, mountIt) => {
    mountIt()
    const trigger = document.querySelector('b')!
    hover(trigger)
    expect(document.querySelector('[role=tooltip]')).toBeNull()
    vi.advanceTimersByTime(700)
    vi.useRealTimers()
    await settle()
    const tooltip = document.querySelector('[role=tooltip]')!
    expect(tooltip.textContent).toContain('+15550100100')
    expect(trigger.getAttribute('aria-describedby')).toBe(tooltip.id)
  })

  test('stays away when it is turned off', async () => {
    mountInRoot('<Tooltip text="Close" disabled><b>Call</b></Tooltip>', { Tooltip })
    hover(document.querySelector('b')!)
    vi.advanceTimersByTime(2000)
    vi.useRealTimers()
    await settle()
    expect(document.querySelector('[role=tooltip]')).toBeNull()
  })
})
