import { describe, expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { mount } from '@vue/test-utils'
import { allByRole, byRole, click, mountInRoot, press, settle } from '../testing/mount-in-root.ts'
import UiRoot from '../ui-root/UiRoot.vue'
import type { Toasts } from './toasts.ts'
import { provideToasts, useToasts } from './toasts.ts'

function mountPage(): Toasts {
  let toasts: Toasts | undefined
  mountInRoot('<button>Page</button>', {}, () => {
    toasts = useToasts()
    return {}
  })
  return toasts!
}

const region = (): HTMLElement => document.querySelector('[data-stays-on-top]')!

describe('the toaster', () => {
  test('shows a toast and says it, politely', async () => {
    const toasts = mountPage()
    toasts.show({ title: 'Number released', description: 'It rests for a month.' })
    await settle()
    expect(region().textContent).toContain('Number released')
    expect(byRole('status').textContent).toBe('Number released. It rests for a month.')
    expect(byRole('alert').textContent).toBe('')
  })

  test('interrupts for a failure', async () => {
    mountPage().show({ title: 'The note was not saved', tone: 'stop' })
    await settle()
    expect(byRole('alert').textContent).toBe('The note was not saved')
  })

  test('takes the way back, once', async () => {
    const run = vi.fn<() => void>()
    mountPage().show({ title: 'Number released', action: { label: 'Undo', run } })
    await settle()
    await click(byRole('button', 'Undo'))
    expect(run).toHaveBeenCalledOnce()
    expect(allByRole('listitem')).toEqual([])
    expect(region().textContent.trim()).toBe('')
  })

  test('is reached by F8 and left toast by toast with Escape', async () => {
    const toasts = mountPage()
    byRole('button', 'Page').focus()
    await press('F8')
    expect(document.activeElement).toBe(byRole('button', 'Page'))
    toasts.show({ title: 'Copied' })
    await settle()
    await press('F8')
    expect(document.activeElement).toBe(region())
    byRole('button', 'Close').focus()
    await press('Escape')
    expect(toasts.list.value).toEqual([])
  })

  test('shows what App.vue itself has to say', async () => {
    let toasts: Toasts | undefined
    const App = defineComponent({
      setup() {
        toasts = provideToasts()
        return () => h(UiRoot)
      },
    })
    mount(App, { attachTo: document.body })
    toasts!.show({ title: 'Connected again' })
    await settle()
    expect(region().textContent).toContain('Connected again')
  })
})
