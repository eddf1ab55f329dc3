import { mount } from '@vue/test-utils'
import { describe, expect, test } from 'vitest'
import Textarea from '../textarea/Textarea.vue'
import Input from './Input.vue'

describe('Input', () => {
  test('carries the text both ways', async () => {
    const wrapper = mount(Input, {
      props: {
        modelValue: 'a',
        'onUpdate:modelValue': (modelValue: string) => wrapper.setProps({ modelValue }),
      },
    })
    const input = wrapper.find('input')
    expect(input.element.value).toBe('a')
    await input.setValue('ab')
    expect(wrapper.props('modelValue')).toBe('ab')
  })

  test('gives attributes to the input and classes to the box around it', () => {
    const wrapper = mount(Input, {
      attrs: { placeholder: '204', inputmode: 'numeric', class: 'w-20' },
    })
    expect(wrapper.find('input').attributes()).toMatchObject({
      placeholder: '204',
      inputmode: 'numeric',
    })
    expect(wrapper.classes()).toContain('w-20')
    expect(wrapper.find('input').classes()).not.toContain('w-20')
  })

  test('shows a password only when asked, and hides it again', async () => {
    const wrapper = mount(Input, { props: { type: 'password' } })
    const type = (): string | undefined => wrapper.find('input').attributes('type')
    expect(type()).toBe('password')
    await wrapper.find('button[aria-label="Show password"]').trigger('click')
    expect(type()).toBe('text')
    await wrapper.find('button[aria-label="Hide password"]').trigger('click')
    expect(type()).toBe('password')
  })

  test('can be focused from outside', () => {
    const wrapper = mount(Input, { attachTo: document.body })
    wrapper.vm.focus()
    expect(document.activeElement).toBe(wrapper.find('input').element)
    wrapper.unmount()
  })
})

describe('Textarea', () => {
  test('carries the text both ways', async () => {
    const wrapper = mount(Textarea, {
      props: {
        modelValue: 'one',
        'onUpdate:modelValue': (modelValue: string) => wrapper.setProps({ modelValue }),
      },
      attrs: { 'aria-label': 'Notes' },
    })
    await wrapper.find('textarea').setValue('one\ntwo')
    expect(wrapper.props('modelValue')).toBe('one\ntwo')
    expect(wrapper.find('textarea').attributes('aria-label')).toBe('Notes')
  })
})
