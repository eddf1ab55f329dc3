import { describe, expect, test } from 'vitest'
import { ref } from 'vue'
import Switch from '../switch/Switch.vue'
import { byRole, click, mountInRoot } from '../testing/mount-in-root.ts'
import Checkbox from './Checkbox.vue'

const components = { Checkbox, Switch }

describe.each([
  ['Checkbox', 'checkbox'],
  ['Switch', 'switch'],
])('%s', (tag, role) => {
  function mountOne(attributes = '') {
    const model = ref<boolean | 'indeterminate'>(false)
    mountInRoot(
      `<${tag} v-model="model" label="Record calls" hint="Callers hear a notice." ${attributes} />`,
      components,
      () => ({ model }),
    )
    return { model, control: byRole(role, 'Record calls') }
  }

  test('turns on and off, and says which', async () => {
    const { model, control } = mountOne()
    await click(control)
    expect(model.value).toBe(true)
    expect(control.getAttribute('aria-checked')).toBe('true')
    await click(control)
    expect(model.value).toBe(false)
  })

  test('is turned by a press on its label', async () => {
    const { model } = mountOne()
    await click(document.querySelector('label')!)
    expect(model.value).toBe(true)
  })

  test('is described by its hint', () => {
    const { control } = mountOne()
    const hint = document.getElementById(control.getAttribute('aria-describedby')!)
    expect(hint?.textContent).toBe('Callers hear a notice.')
  })

  test('stays as it is when disabled', async () => {
    const { model, control } = mountOne('disabled')
    await click(control)
    expect(model.value).toBe(false)
  })
})

test('a checkbox between yes and no says "mixed" and turns to yes', async () => {
  const model = ref<boolean | 'indeterminate'>('indeterminate')
  mountInRoot('<Checkbox v-model="model" label="All queues" label-hidden />', components, () => ({
    model,
  }))
  const control = byRole('checkbox', 'All queues')
  expect(control.getAttribute('aria-checked')).toBe('mixed')
  await click(control)
  expect(model.value).toBe(true)
})
