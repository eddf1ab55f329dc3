import { describe, expect, test } from 'vitest'
import { ref } from 'vue'
import Input from '../input/Input.vue'
import Select from '../select/Select.vue'
import { byRole, mountInRoot, nameOf, settle } from '../testing/mount-in-root.ts'
import Textarea from '../textarea/Textarea.vue'
import Field from './Field.vue'

const components = { Field, Input, Select, Textarea }

function described(element: Element): string {
  const ids = element.getAttribute('aria-describedby')?.split(' ') ?? []
  return ids.map((id) => document.getElementById(id)?.textContent.trim()).join(' | ')
}

describe('Field', () => {
  test.each([
    ['Input', 'textbox'],
    ['Textarea', 'textbox'],
    ['Select', 'combobox'],
  ])('names and describes the %s inside it', (tag, role) => {
    mountInRoot(
      `<Field label="Name" hint="Callers never see it." error="Say who." required>
         <${tag} :options="[]" />
       </Field>`,
      components,
    )
    const control = byRole(role)
    expect(nameOf(control)).toBe('Name')
    expect(described(control)).toBe('Say who. | Callers never see it.')
    expect(control.getAttribute('aria-invalid')).toBe('true')
    expect(control.getAttribute('aria-required')).toBe('true')
  })

  test('speaks an error when it comes, and forgets it when it goes', async () => {
    const error = ref<string>()
    mountInRoot('<Field label="Name" :error="error"><Input /></Field>', components, () => ({
      error,
    }))
    const live = document.querySelector('[aria-live=polite]:not([role])')
    expect(live?.textContent.trim()).toBe('')
    error.value = 'Say who.'
    await settle()
    expect(live?.textContent.trim()).toBe('Say who.')
    error.value = undefined
    await settle()
    expect(byRole('textbox').hasAttribute('aria-invalid')).toBe(false)
    expect(byRole('textbox').hasAttribute('aria-describedby')).toBe(false)
  })

  test('marks what may be left out', () => {
    mountInRoot('<Field label="Extension" optional><Input /></Field>', components)
    expect(nameOf(byRole('textbox'))).toBe('Extension (optional)')
  })

  test('gives two fields of one page different ids', () => {
    mountInRoot(
      '<Field label="One"><Input /></Field><Field label="Two"><Input /></Field>',
      components,
    )
    expect(byRole('textbox', 'One').id).not.toBe(byRole('textbox', 'Two').id)
  })
})
