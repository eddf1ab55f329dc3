import { UiRoot } from '@iris/ui'
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { h, nextTick } from 'vue'
import { canvasContext } from './canvas-context.ts'
import CanvasBlocks from './CanvasBlocks.vue'
import FlowCanvas from './FlowCanvas.vue'
import { block, graphWith } from './graph/testing/graphs.ts'

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }))
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** Blocks in a row, so far apart that few are in view. */
const row = graphWith(
  Array.from({ length: 40 }, (_, index) =>
    block(`b${index}`, { x: index * 800, y: 0 }, [index < 39 ? `b${index + 1}` : null]),
  ),
)

function show() {
  const wrapper = mount(UiRoot, {
    attachTo: document.body,
    slots: { default: () => h(FlowCanvas, { graph: row }) },
  })
  const shown = () => wrapper.findAll('[data-block]').map((card) => card.attributes('data-item'))
  return { wrapper, shown, canvas: wrapper.get('[data-canvas]') }
}

async function press(wrapper: ReturnType<typeof show>['wrapper'], key: string): Promise<void> {
  await (
    wrapper.find(':focus').exists() ? wrapper.get(':focus') : wrapper.get('[data-canvas]')
  ).trigger('keydown', { key })
  await nextTick()
  await nextTick()
}

describe('FlowCanvas', () => {
  test('builds only the blocks in view, and the one with the focus wherever the view is', async () => {
    const { wrapper, shown, canvas } = show()
    expect(shown()).toContain('b0')
    expect(shown().length).toBeLessThan(6)
    await press(wrapper, 'Enter')
    expect(document.activeElement?.getAttribute('data-item')).toBe('b0')
    for (let step = 0; step < 10; step += 1) {
      await canvas.trigger('wheel', { deltaX: 700.5, deltaY: 0 })
    }
    expect(shown()).toContain('b0')
    expect(shown()).not.toContain('b1')
    await press(wrapper, 'ArrowRight')
    expect(document.activeElement?.getAttribute('data-item')).toBe('b1')
    wrapper.unmount()
  })

  test('leaves no listener behind', () => {
    const added = vi.spyOn(window, 'addEventListener')
    const removed = vi.spyOn(window, 'removeEventListener')
    const { wrapper } = show()
    const names = added.mock.calls.map(([name]) => name)
    wrapper.unmount()
    expect(names).toContain('keydown')
    expect(removed.mock.calls.map(([name]) => name)).toEqual(expect.arrayContaining(names))
  })

  test('its parts say which parent they miss', () => {
    expect(() =>
      mount(CanvasBlocks, { global: { config: { warnHandler: () => undefined } } }),
    ).toThrow('<CanvasBlocks> has to be used inside <FlowCanvas>.')
    expect(canvasContext.useOptional()).toBeUndefined()
  })
})
