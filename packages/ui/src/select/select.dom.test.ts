import { describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { allByRole, byRole, mountInRoot, nameOf, press, settle } from '../testing/mount-in-root.ts'
import Select from './Select.vue'
import { groupOptions } from './select-option.ts'

const options = [
  { value: 'idle', label: 'Longest idle', hint: 'Whoever waited longest' },
  { value: 'turn', label: 'In turn' },
  { value: 'skill', label: 'Best skill', disabled: true },
]

function mountSelect(value?: string) {
  const model = ref(value)
  mountInRoot(
    '<Select v-model="model" :options="options" aria-label="Strategy" />',
    { Select },
    () => ({ model, options }),
  )
  return { model, trigger: byRole('combobox') }
}

async function open(trigger: HTMLElement): Promise<void> {
  trigger.focus()
  await press('ArrowDown')
}

describe('Select', () => {
  test('asks for a choice until there is one, then shows it', async () => {
    const { model, trigger } = mountSelect()
    expect(trigger.textContent.trim()).toBe('Choose…')
    model.value = 'turn'
    await settle()
    expect(trigger.textContent.trim()).toBe('In turn')
  })

  test('opens with the keyboard, takes a choice with Enter, and gives the focus back', async () => {
    const { model, trigger } = mountSelect()
    await open(trigger)
    expect(trigger.getAttribute('aria-expanded')).toBe('true')
    await press('ArrowDown')
    await press('Enter')
    expect(model.value).toBe('turn')
    expect(allByRole('listbox')).toEqual([])
    expect(document.activeElement).toBe(trigger)
  })

  test('opens on the choice as it stands', async () => {
    const { trigger } = mountSelect('turn')
    await open(trigger)
    expect(document.activeElement).toBe(byRole('option', 'In turn'))
  })

  test('finds a choice by its first letters', async () => {
    const { model, trigger } = mountSelect('idle')
    await open(trigger)
    await press('i')
    await press('n')
    await press('Enter')
    expect(model.value).toBe('turn')
  })

  test('marks what is chosen and what cannot be', async () => {
    const { trigger } = mountSelect('idle')
    await open(trigger)
    const [idle, , skill] = allByRole('option')
    expect(idle!.getAttribute('aria-selected')).toBe('true')
    expect(skill!.getAttribute('aria-disabled')).toBe('true')
  })

  test('leaves the choice alone on Escape', async () => {
    const { model, trigger } = mountSelect('idle')
    await open(trigger)
    await press('ArrowDown')
    await press('Escape')
    expect(model.value).toBe('idle')
    expect(document.activeElement).toBe(trigger)
  })

  test('says so when there is nothing to choose', async () => {
    mountInRoot('<Select :options="[]" aria-label="Queue" />', { Select })
    await open(byRole('combobox'))
    expect(document.body.textContent).toContain('Nothing to choose from')
  })

  test('keeps numbers numbers', async () => {
    const model = ref(1)
    mountInRoot(
      `<Select v-model="model" :options="[{ value: 1, label: 'One' }, { value: 2, label: 'Two' }]" aria-label="Tries" />`,
      { Select },
      () => ({ model }),
    )
    await open(byRole('combobox'))
    expect(allByRole('option').map(nameOf)).toEqual(['One', 'Two'])
    await press('ArrowDown')
    await press('Enter')
    expect(model.value).toBe(2)
  })
})

describe('a searchable Select', () => {
  const countries = [
    { value: 'at', label: 'Österreich' },
    { value: 'de', label: 'Deutschland', hint: '+49' },
    { value: 'fr', label: 'Frankreich', hint: '+33' },
  ]

  async function openCountries() {
    const model = ref<string>()
    mountInRoot(
      '<Select v-model="model" :options="countries" aria-label="Country" searchable />',
      { Select },
      () => ({ model, countries }),
    )
    await open(byRole('combobox', 'Country'))
    const line = byRole('combobox', 'Search') as HTMLInputElement
    await vi.waitUntil(() => document.activeElement === line)
    const type = async (text: string): Promise<void> => {
      line.value = text
      line.dispatchEvent(new InputEvent('input', { bubbles: true }))
      await settle()
    }
    return { model, type }
  }

  test('narrows as one types, without accents, in label and hint', async () => {
    const { type } = await openCountries()
    await type('osterr')
    expect(nameOf(byRole('listbox'))).toBe('Country')
    expect(allByRole('option').map(nameOf)).toEqual(['Österreich'])
    await type('+33')
    expect(allByRole('option').map(nameOf)).toEqual(['Frankreich+33'])
  })

  test('takes the first that fits with Enter, and gives the focus back', async () => {
    const { model, type } = await openCountries()
    await type('deu')
    await press('Enter')
    expect(model.value).toBe('de')
    expect(document.activeElement).toBe(byRole('combobox', 'Country'))
  })

  test('says so when nothing fits', async () => {
    const { type } = await openCountries()
    await type('xyz')
    expect(document.body.textContent).toContain('Nothing found for “xyz”')
  })
})

describe('grouping options', () => {
  test('keeps the order and gathers what stands outside a group', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((value) => ({ value, label: value }))
    const group = { label: 'Group', options: [c!] }
    expect(groupOptions([a!, b!, group, d!])).toEqual([
      { options: [a, b] },
      { label: 'Group', options: [c] },
      { options: [d] },
    ])
  })
})
