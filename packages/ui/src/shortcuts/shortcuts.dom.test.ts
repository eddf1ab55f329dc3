import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import Kbd from '../kbd/Kbd.vue'
import { appears, byRole, click, mountInRoot, press } from '../testing/mount-in-root.ts'
import type { Shortcuts } from './shortcuts.ts'
import { createShortcuts } from './shortcuts.ts'
import ShortcutHelp from './ShortcutHelp.vue'
import { useShortcutKeys, useShortcuts } from './use-shortcuts.ts'

type Id = 'accept' | 'next' | 'help'

const hold: KeyboardEventInit = { ctrlKey: true, shiftKey: true }

function make(): Shortcuts<Id> {
  return createShortcuts(
    {
      accept: { label: 'Accept', group: 'Calls', keys: 'Ctrl+Shift+A' },
      next: { label: () => 'Next', group: () => 'Threads', keys: 'Alt+J', repeats: true },
      help: { label: 'Help', group: 'Calls', keys: '?' },
    },
    { storageKey: 'test.shortcuts' },
  )
}

function mountWith(shortcuts: Shortcuts<Id>, template = '<p>Page</p>') {
  const actions = {
    accept: vi.fn<() => void>(),
    next: vi.fn<() => void>(),
    help: vi.fn<() => void>(),
  }
  const wrapper = mountInRoot(template, {}, () => {
    useShortcutKeys(shortcuts)
    useShortcuts(shortcuts, actions)
    return {}
  })
  return { actions, wrapper }
}

beforeEach(() => {
  localStorage.clear()
})

describe('shortcuts', () => {
  test('do what the page said, and keep the keys from the browser', async () => {
    const { actions } = mountWith(make())
    const event = await press('A', hold)
    expect(actions.accept).toHaveBeenCalledOnce()
    expect(event.defaultPrevented).toBe(true)
    expect((await press('B', hold)).defaultPrevented).toBe(false)
  })

  test('end with the component that said what they do', async () => {
    const { actions, wrapper } = mountWith(make())
    wrapper.unmount()
    await press('A', hold)
    expect(actions.accept).not.toHaveBeenCalled()
  })

  test('ask the latest to have said so, and the one before when it has gone', () => {
    const shortcuts = make()
    const [page, dialog] = [vi.fn<() => void>(), vi.fn<() => void>()]
    shortcuts.on('accept', page)
    const off = shortcuts.on('accept', dialog)
    const again = (): boolean =>
      shortcuts.handle(new KeyboardEvent('keydown', { key: 'A', cancelable: true, ...hold }))
    again()
    off()
    again()
    expect([page.mock.calls.length, dialog.mock.calls.length]).toEqual([1, 1])
  })

  test('leave alone what is typed into a field, unless it has a modifier', async () => {
    const { actions } = mountWith(make(), '<input id="note" /><div role="menu" tabindex="0" />')
    document.querySelector<HTMLElement>('#note')!.focus()
    expect((await press('?', { shiftKey: true })).defaultPrevented).toBe(false)
    document.querySelector<HTMLElement>('[role=menu]')!.focus()
    await press('?', { shiftKey: true })
    expect(actions.help).not.toHaveBeenCalled()
    document.querySelector<HTMLElement>('#note')!.focus()
    await press('A', hold)
    expect(actions.accept).toHaveBeenCalledOnce()
  })

  test('act once while the keys are held, except for those that repeat', async () => {
    const { actions } = mountWith(make())
    await press('A', { ...hold, repeat: true })
    await press('j', { altKey: true, repeat: true })
    expect(actions.accept).not.toHaveBeenCalled()
    expect(actions.next).toHaveBeenCalledOnce()
  })

  test('stay out of a composition and of what somebody else handled', () => {
    const shortcuts = make()
    shortcuts.on('accept', () => undefined)
    const composing = new KeyboardEvent('keydown', { key: 'A', isComposing: true, ...hold })
    const taken = new KeyboardEvent('keydown', { key: 'A', cancelable: true, ...hold })
    taken.preventDefault()
    expect(shortcuts.handle(composing)).toBe(false)
    expect(shortcuts.handle(taken)).toBe(false)
  })
})

describe('other keys', () => {
  test('replace the first ones, are remembered, and can be given up', () => {
    const shortcuts = make()
    shortcuts.remap('accept', 'Shift+Ctrl+y')
    expect(shortcuts.keysOf('accept')).toBe('Ctrl+Shift+Y')
    expect(make().keysOf('accept')).toBe('Ctrl+Shift+Y')
    expect(shortcuts.holderOf('Ctrl+Shift+Y', 'next')).toBe('accept')
    shortcuts.reset('accept')
    expect(make().keysOf('accept')).toBe('Ctrl+Shift+A')
    expect(shortcuts.isRemapped('accept')).toBe(false)
  })

  test.each(['nonsense', '[]', 'null', '{"accept":7,"gone":"Ctrl+X"}'])(
    'are none where the store says %s',
    (stored) => {
      localStorage.setItem('test.shortcuts', stored)
      expect(make().keysOf('accept')).toBe('Ctrl+Shift+A')
    },
  )
})

describe('ShortcutHelp', () => {
  async function mountHelp() {
    const shortcuts = make()
    const open = ref(true)
    mountInRoot(
      '<ShortcutHelp v-model:open="open" :shortcuts="shortcuts" />',
      { ShortcutHelp },
      () => ({
        open,
        shortcuts,
      }),
    )
    await appears('dialog')
    return { open, shortcuts }
  }

  const button = (): HTMLElement => document.querySelector('button[aria-label^="Accept"]')!

  test('lists every shortcut under its heading', async () => {
    await mountHelp()
    const headings = [...document.querySelectorAll('h3')].map((heading) =>
      heading.textContent.trim(),
    )
    expect(headings).toEqual(['Calls', 'Threads'])
    expect(button().getAttribute('aria-label')).toBe('Accept: Ctrl Shift A. Change')
  })

  test('gives a shortcut the next combination that is pressed', async () => {
    const { shortcuts, open } = await mountHelp()
    button().focus()
    await click(button())
    await press('y', { ctrlKey: true })
    expect(shortcuts.keysOf('accept')).toBe('Ctrl+Y')
    expect(open.value).toBe(true)
    await click(byRole('button', 'Reset all'))
    expect(shortcuts.keysOf('accept')).toBe('Ctrl+Shift+A')
  })

  test.each([
    ['keys somebody else has', { key: '?', shiftKey: true }, 'Already used: Help.'],
    [
      'keys the browser keeps',
      { key: 't', ctrlKey: true },
      'The browser keeps these keys for itself.',
    ],
  ])('refuses %s, in words', async (_, { key, ...held }, words) => {
    const { shortcuts } = await mountHelp()
    button().focus()
    await click(button())
    await press(key, held)
    expect(shortcuts.isRemapped('accept')).toBe(false)
    expect(document.querySelector('p[role=alert]')?.textContent).toBe(words)
  })

  test('gives up recording on Escape, and stays open', async () => {
    const { shortcuts, open } = await mountHelp()
    button().focus()
    await click(button())
    await press('Escape')
    expect(button().getAttribute('aria-pressed')).toBe('false')
    expect(shortcuts.isRemapped('accept')).toBe(false)
    expect(open.value).toBe(true)
  })
})

test('Kbd shows the keys as they are printed on the keyboard', () => {
  mountInRoot('<Kbd keys="Ctrl+Shift+ArrowUp" />', { Kbd })
  expect([...document.querySelectorAll('kbd')].map((key) => key.textContent)).toEqual([
    'Ctrl',
    'Shift',
    '↑',
  ])
})
