import { mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { describe, expect, test, vi } from 'vitest'
import { provideNavigation } from '../link/navigation.ts'
import { letMillisecondPass } from '../testing/let-millisecond-pass.ts'
import Button from './Button.vue'

describe('Button', () => {
  test('is a plain button that sends no form unless told to', () => {
    const button = mount(Button, { slots: { default: 'Save' } })
    expect(button.element.tagName).toBe('BUTTON')
    expect(button.attributes('type')).toBe('button')
    expect(button.text()).toBe('Save')
  })

  test('swallows presses while it works, says so, and keeps the focus', async () => {
    const onClick = vi.fn<() => void>()
    const button = mount(Button, {
      props: { loading: true, onClick },
      slots: { default: 'Save' },
      attachTo: document.body,
    })
    letMillisecondPass()
    button.element.focus()
    await button.trigger('click')
    expect(onClick).not.toHaveBeenCalled()
    expect(button.attributes('aria-busy')).toBe('true')
    expect(button.text()).toContain('Loading')
    expect(document.activeElement).toBe(button.element)
    await button.setProps({ loading: false })
    await button.trigger('click')
    expect(onClick).toHaveBeenCalledOnce()
    button.unmount()
  })

  test('does nothing when disabled', async () => {
    const onClick = vi.fn<() => void>()
    const button = mount(Button, { props: { disabled: true, onClick } })
    letMillisecondPass()
    await button.trigger('click')
    expect(onClick).not.toHaveBeenCalled()
    expect(button.attributes('disabled')).toBeDefined()
  })
})

describe('Button with an address', () => {
  function mountLink(props: Record<string, unknown>) {
    const go = vi.fn<(to: string) => void>()
    const App = defineComponent({
      setup() {
        provideNavigation({ href: (to) => `/agent${to}`, go, isCurrent: () => false })
        return () => h(Button, { to: '/calls', ...props }, () => 'Calls')
      },
    })
    const link = mount(App).find('a')
    letMillisecondPass()
    return { go, link }
  }

  test('is a link to the whole address that the router follows', async () => {
    const { go, link } = mountLink({})
    expect(link.attributes('href')).toBe('/agent/calls')
    await link.trigger('click', { button: 0 })
    expect(go).toHaveBeenCalledExactlyOnceWith('/calls')
  })

  test('leaves a press that means a new tab to the browser', async () => {
    const { go, link } = mountLink({})
    await link.trigger('click', { button: 0, ctrlKey: true })
    await link.trigger('click', { button: 1 })
    expect(go).not.toHaveBeenCalled()
  })

  test('leads nowhere when disabled', async () => {
    const { go, link } = mountLink({ disabled: true })
    expect(link.attributes('href')).toBeUndefined()
    expect(link.attributes('aria-disabled')).toBe('true')
    await link.trigger('click', { button: 0 })
    expect(go).not.toHaveBeenCalled()
  })
})
