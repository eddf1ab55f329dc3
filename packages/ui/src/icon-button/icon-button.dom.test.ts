import { Phone } from '@lucide/vue'
import { mount } from '@vue/test-utils'
import { describe, expect, test, vi } from 'vitest'
import { letMillisecondPass } from '../testing/let-millisecond-pass.ts'
import IconButton from './IconButton.vue'

describe('IconButton', () => {
  test('is called by its label, without a UiRoot too', () => {
    const button = mount(IconButton, { props: { icon: Phone, label: 'Call' } }).find('button')
    expect(button.attributes('aria-label')).toBe('Call')
    expect(button.find('svg').attributes('aria-hidden')).toBe('true')
  })

  test('hands presses and attributes to the button', async () => {
    const onClick = vi.fn<() => void>()
    const button = mount(IconButton, {
      props: { icon: Phone, label: 'Call' },
      attrs: { onClick, 'aria-expanded': true, class: 'ms-2' },
    }).find('button')
    letMillisecondPass()
    await button.trigger('click')
    expect(onClick).toHaveBeenCalledOnce()
    expect(button.attributes('aria-expanded')).toBe('true')
    expect(button.classes()).toContain('ms-2')
  })
})
