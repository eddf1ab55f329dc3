import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import {
  allByRole,
  byRole,
  click,
  mountInRoot,
  nameOf,
  press,
  settle,
} from '../testing/mount-in-root.ts'
import CommandBox from './CommandBox.vue'
import type { CommandProvider } from './command.ts'
import { matchCommands } from './command.ts'

const run = vi.fn<(id: string) => void>()

const pages = ['Calls', 'Queues', 'Numbers'].map((label) => ({
  id: label,
  label,
  run: () => run(label),
}))

const providers: CommandProvider[] = [
  { id: 'pages', label: 'Pages', search: (query) => matchCommands(pages, query) },
]

async function openBox(own: CommandProvider[] = providers) {
  const open = ref(false)
  mountInRoot(
    '<button>Page</button><CommandBox v-model:open="open" :providers="own" storage-key="test.box" />',
    { CommandBox },
    () => ({ open, own }),
  )
  byRole('button', 'Page').focus()
  open.value = true
  await settle()
  await vi.waitUntil(() => document.activeElement?.matches('[role=combobox]'))
  return { open }
}

async function type(text: string): Promise<void> {
  const input = byRole('combobox') as HTMLInputElement
  input.value = text
  input.dispatchEvent(new InputEvent('input', { bubbles: true }))
  await settle()
}

const options = (): string[] => allByRole('option').map(nameOf)
const active = (): string | undefined => {
  const id = byRole('combobox').getAttribute('aria-activedescendant')
  return id ? nameOf(document.getElementById(id)!) : undefined
}

beforeEach(() => {
  localStorage.clear()
  run.mockClear()
})

describe('CommandBox', () => {
  test('opens on its line of text, which names the list it steers', async () => {
    await openBox()
    const input = byRole('combobox')
    expect(nameOf(input)).toBe('Search or do')
    expect(document.getElementById(input.getAttribute('aria-controls')!)).toBe(byRole('listbox'))
    expect(options()).toEqual(['Calls', 'Queues', 'Numbers'])
  })

  test('narrows as one types, says how many are left, and points at the first', async () => {
    await openBox()
    await type('qu')
    expect(options()).toEqual(['Queues'])
    expect(active()).toBe('Queues')
    expect(document.body.textContent).toContain('1 result')
  })

  test('runs what the arrow keys point at, closes, and gives the focus back first', async () => {
    const { open } = await openBox()
    await press('ArrowDown')
    expect(active()).toBe('Queues')
    await press('Enter')
    await settle()
    expect(run).toHaveBeenCalledExactlyOnceWith('Queues')
    expect(open.value).toBe(false)
    expect(allByRole('dialog')).toEqual([])
  })

  test('runs what is pressed', async () => {
    await openBox()
    await click(byRole('option', 'Numbers'))
    await settle()
    expect(run).toHaveBeenCalledExactlyOnceWith('Numbers')
  })

  test('offers what was used before, first, the next time', async () => {
    const { open } = await openBox()
    await click(byRole('option', 'Numbers'))
    await settle()
    open.value = true
    await settle()
    expect(allByRole('group').map(nameOf)).toEqual(['Recent', 'Pages'])
    expect(options()[0]).toBe('Numbers')
    expect(byRole('combobox')).toHaveProperty('value', '')
  })

  test('closes on Escape and does nothing', async () => {
    const { open } = await openBox()
    await press('Escape')
    expect(open.value).toBe(false)
    expect(run).not.toHaveBeenCalled()
    expect(document.activeElement).toBe(byRole('button', 'Page'))
  })

  test('says so when nothing is found, and when a source is out of order', async () => {
    const broken: CommandProvider = {
      id: 'numbers',
      label: 'Numbers',
      search: () => Promise.reject(new Error('out of order')),
    }
    await openBox([...providers, broken])
    expect(document.body.textContent).toContain('Numbers could not be searched.')
    await type('xyz')
    expect(document.body.textContent).toContain('Nothing found for “xyz”')
  })
})
