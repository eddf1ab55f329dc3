import { mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { describe, expect, test, vi } from 'vitest'
import Link from './Link.vue'
import type { Navigation } from './navigation.ts'
import { provideNavigation, useNavigation } from './navigation.ts'

function mountLink(navigation?: Navigation) {
  const App = defineComponent({
    setup() {
      if (navigation) provideNavigation(navigation)
      return () => h(Link, { to: '/calls' }, () => 'Calls')
    },
  })
  return mount(App, { attachTo: document.body }).find('a')
}

describe('Link', () => {
  test('is an ordinary link where no router was given', async () => {
    const link = mountLink()
    expect(link.attributes('href')).toBe('/calls')
    let prevented = true
    document.addEventListener('click', (event) => (prevented = event.defaultPrevented), {
      once: true,
    })
    await link.trigger('click', { button: 0 })
    expect(prevented).toBe(false)
  })

  test('goes through the router, at the address the browser would show', async () => {
    const go = vi.fn<(to: string) => void>()
    const link = mountLink({ href: (to) => `/agent${to}`, go, isCurrent: () => false })
    expect(link.attributes('href')).toBe('/agent/calls')
    await link.trigger('click', { button: 0 })
    expect(go).toHaveBeenCalledExactlyOnceWith('/calls')
  })

  test.each(['ctrlKey', 'metaKey', 'shiftKey', 'altKey'])(
    'leaves a press with %s to the browser',
    async (held) => {
      const go = vi.fn<(to: string) => void>()
      const link = mountLink({ href: (to) => to, go, isCurrent: () => false })
      await link.trigger('click', { button: 0, [held]: true })
      expect(go).not.toHaveBeenCalled()
    },
  )
})

test('without a router the page that is open is known by its address', () => {
  let current: boolean[] = []
  mount(
    defineComponent({
      setup() {
        const { isCurrent } = useNavigation()
        current = [isCurrent(window.location.pathname), isCurrent('/elsewhere')]
        return () => null
      },
    }),
  )
  expect(current).toEqual([true, false])
})
