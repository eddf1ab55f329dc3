import { mount } from '@vue/test-utils'
import type { Component } from 'vue'
import { ref } from 'vue'
import { describe, expect, test, vi } from 'vitest'
import Button from '../button/Button.vue'
import IconButton from '../icon-button/IconButton.vue'
import { allByRole, byRole, click, mountInRoot, nameOf, press } from '../testing/mount-in-root.ts'
import Menu from './Menu.vue'
import MenuCheckboxItem from './MenuCheckboxItem.vue'
import MenuGroup from './MenuGroup.vue'
import MenuItem from './MenuItem.vue'
import MenuRadioGroup from './MenuRadioGroup.vue'
import MenuRadioItem from './MenuRadioItem.vue'
import MenuSeparator from './MenuSeparator.vue'
import MenuSub from './MenuSub.vue'

const parts = { MenuCheckboxItem, MenuGroup, MenuItem, MenuRadioGroup, MenuSeparator, MenuSub }
const components = { Button, IconButton, Menu, MenuRadioItem, ...parts }

async function openMenu(items: string, setup: () => Record<string, unknown> = () => ({})) {
  mountInRoot(
    `<Menu><template #trigger><Button>More</Button></template>${items}</Menu>`,
    components,
    setup,
  )
  const trigger = byRole('button', 'More')
  trigger.focus()
  await press('Enter')
  return { trigger }
}

describe('Menu', () => {
  test('opens with the keyboard on its first item', async () => {
    const { trigger } = await openMenu('<MenuItem>Hold</MenuItem><MenuItem>Transfer</MenuItem>')
    expect(trigger.getAttribute('aria-expanded')).toBe('true')
    expect(document.activeElement).toBe(byRole('menuitem', 'Hold'))
    await press('ArrowDown')
    expect(document.activeElement).toBe(byRole('menuitem', 'Transfer'))
  })

  test('does what is chosen, closes and gives the focus back', async () => {
    const hold = vi.fn<() => void>()
    const { trigger } = await openMenu('<MenuItem @select="hold">Hold</MenuItem>', () => ({ hold }))
    await press('Enter')
    expect(hold).toHaveBeenCalledOnce()
    expect(allByRole('menu')).toEqual([])
    expect(document.activeElement).toBe(trigger)
  })

  test('closes on Escape without doing anything', async () => {
    const hold = vi.fn<() => void>()
    const { trigger } = await openMenu('<MenuItem @select="hold">Hold</MenuItem>', () => ({ hold }))
    await press('Escape')
    expect(hold).not.toHaveBeenCalled()
    expect(document.activeElement).toBe(trigger)
  })

  test('passes over what is disabled', async () => {
    await openMenu('<MenuItem disabled>Hold</MenuItem><MenuItem>Transfer</MenuItem>')
    expect(document.activeElement).toBe(byRole('menuitem', 'Transfer'))
  })

  test('changes one of several, and marks which', async () => {
    const state = ref('available')
    const items = `<MenuRadioGroup v-model="state" label="State">
      <MenuRadioItem value="available">Available</MenuRadioItem>
      <MenuRadioItem value="break">Break</MenuRadioItem></MenuRadioGroup>`
    await openMenu(items, () => ({ state }))
    expect(nameOf(byRole('group'))).toBe('State')
    expect(byRole('menuitemradio', 'Available').getAttribute('aria-checked')).toBe('true')
    await press('ArrowDown')
    await press('Enter')
    expect(state.value).toBe('break')
  })

  test('stays open while things are turned on and off', async () => {
    const recording = ref(false)
    await openMenu('<MenuCheckboxItem v-model="recording">Record</MenuCheckboxItem>', () => ({
      recording,
    }))
    await press('Enter')
    expect(recording.value).toBe(true)
    expect(allByRole('menu')).toHaveLength(1)
  })

  test('opens a menu inside the menu with the arrow of the reading direction', async () => {
    await openMenu('<MenuSub label="Reasons"><MenuItem>Lunch</MenuItem></MenuSub>')
    await press('ArrowRight')
    expect(document.activeElement).toBe(byRole('menuitem', 'Lunch'))
    await press('ArrowLeft')
    expect(document.activeElement).toBe(byRole('menuitem', 'Reasons'))
  })

  test('hangs on an icon button, and names itself by it', async () => {
    mountInRoot(
      '<Menu><template #trigger><IconButton :icon="icon" label="More" /></template><MenuItem>Hold</MenuItem></Menu>',
      components,
      () => ({ icon: 'svg' }),
    )
    await click(byRole('button', 'More'))
    expect(nameOf(byRole('menu'))).toBe('More')
    await press('Escape')
    expect(document.activeElement).toBe(byRole('button', 'More'))
  })
})

test.each(Object.entries(parts))('%s says that it belongs into a Menu', (name, part: Component) => {
  const silent = { config: { warnHandler: () => undefined } }
  expect(() => mount(part, { props: { label: 'x' }, global: silent })).toThrow(
    `<${name}> has to be used inside <Menu>.`,
  )
})
