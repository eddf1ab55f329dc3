import { mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { h, nextTick } from 'vue'
import ErrorBoundary from './ErrorBoundary.vue'

afterEach(() => vi.unstubAllGlobals())

test('a page that fails leaves a way on, and another page gets its chance', async () => {
  const reported = vi.fn<(error: unknown) => void>()
  vi.stubGlobal('reportError', reported)
  const Broken = {
    setup() {
      throw new Error('broken page')
    },
    render: () => null,
  }
  const boundary = mount(ErrorBoundary, {
    props: { resetOn: '/broken' },
    slots: { default: () => h(Broken) },
  })
  await nextTick()
  expect(boundary.get('[role=alert]').text()).toContain('This page has failed')
  expect(boundary.get('button').text()).toBe('Load the page anew')
  expect(reported.mock.calls[0]?.[0]).toMatchObject({ message: 'broken page' })
  await boundary.setProps({ resetOn: '/elsewhere' })
  await nextTick()
  expect(reported).toHaveBeenCalledTimes(2)
})
