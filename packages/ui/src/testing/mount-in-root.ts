import { enableAutoUnmount, mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { defineComponent, h, nextTick } from 'vue'
import { afterEach, vi } from 'vitest'
import UiRoot from '../ui-root/UiRoot.vue'
import { letMillisecondPass } from './let-millisecond-pass.ts'

enableAutoUnmount(afterEach)

/** Mounts a template, with the components it names, in the document and inside a UiRoot, as apps do. */
export function mountInRoot(
  template: string,
  components: Record<string, object> = {},
  setup: () => Record<string, unknown> = () => ({}),
): VueWrapper {
  const Page = defineComponent({ setup, template })
  const Root = defineComponent({ render: () => h(UiRoot, null, { default: () => h(Page) }) })
  const wrapper = mount(Root, { attachTo: document.body, global: { components } })
  letMillisecondPass()
  return wrapper
}

/** The one element of a role in the whole document, portals included, perhaps by its accessible name. */
export function byRole(role: string, name?: string): HTMLElement {
  const found = allByRole(role).filter((el) => name === undefined || nameOf(el) === name)
  const [first] = found
  if (!first || found.length > 1) {
    const names = allByRole(role).map(nameOf).join('", "')
    throw new Error(
      `${found.length} elements are a ${role} called "${name}"; there are "${names}".`,
    )
  }
  return first
}

export function allByRole(role: string): HTMLElement[] {
  const implicit: Record<string, string> = {
    button: 'button',
    link: 'a[href]',
    navigation: 'nav',
    main: 'main',
    banner: 'header',
    textbox: 'input:not([type=checkbox]), textarea',
  }
  const selector = [`[role="${role}"]`, implicit[role]].filter(Boolean).join(', ')
  return [...document.querySelectorAll<HTMLElement>(selector)].filter(
    (el) => el.matches(`[role="${role}"]`) || !el.hasAttribute('role'),
  )
}

/** The name a screen reader would say: aria-labelledby, aria-label, label, words. */
export function nameOf(element: Element): string {
  const ids = element.getAttribute('aria-labelledby')?.split(' ') ?? []
  const labelled = ids.map((id) => nameOfId(id)).join(' ')
  const label = element.id ? document.querySelector(`label[for="${element.id}"]`)?.textContent : ''
  const name = labelled || element.getAttribute('aria-label') || label || element.textContent
  return (name ?? '').replaceAll(/\s+/g, ' ').trim()
}

function nameOfId(id: string): string {
  const element = document.getElementById(id)
  return element?.getAttribute('aria-label') ?? element?.textContent ?? ''
}

/** Presses a key on what has the focus. */
export async function press(key: string, options: KeyboardEventInit = {}): Promise<KeyboardEvent> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options })
  ;(document.activeElement ?? document.body).dispatchEvent(event)
  await settle()
  return event
}

/** Presses the pointer on an element, as a hand does: down, up, click. */
export async function click(element: Element): Promise<void> {
  for (const type of ['pointerdown', 'pointerup'] as const) {
    element.dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true, button: 0 }))
  }
  if (element instanceof HTMLElement) element.click()
  await settle()
}

/** The element of a role once it is there: dialogs come in files of their own. */
export async function appears(role: string): Promise<HTMLElement> {
  await vi.waitUntil(() => allByRole(role).length > 0)
  await settle()
  return byRole(role)
}

/** Lets Vue and what it schedules (portals, focus moves) come to rest. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await nextTick()
    await new Promise((resolve) => {
      setTimeout(resolve, 0)
    })
  }
}
