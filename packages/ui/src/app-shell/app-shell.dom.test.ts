import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { stubMedia } from '../testing/media.ts'
import {
  allByRole,
  appears,
  byRole,
  click,
  mountInRoot,
  nameOf,
  press,
  settle,
} from '../testing/mount-in-root.ts'
import { provideNavigation } from '../link/navigation.ts'
import AppShell from './AppShell.vue'
import NavGroup from './NavGroup.vue'
import NavItem from './NavItem.vue'

const components = { AppShell, NavGroup, NavItem }
const go = vi.fn<(to: string) => void>()

function mountShell(): void {
  mountInRoot(
    `<AppShell>
       <template #brand>Iris</template>
       <template #topEnd><button>State</button></template>
       <template #nav>
         <NavGroup label="Work">
           <NavItem to="/calls" icon="svg" label="Calls" :count="3" />
           <NavItem to="/queues" icon="svg" label="Queues" :count="0" />
         </NavGroup>
       </template>
       <template #dock>On a call</template>
       <h1>Calls</h1>
     </AppShell>`,
    components,
    () => {
      provideNavigation({ href: (to) => `/agent${to}`, go, isCurrent: (to) => to === '/calls' })
      return {}
    },
  )
}

beforeEach(() => {
  localStorage.clear()
  go.mockClear()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('AppShell on a desk', () => {
  beforeEach(() => {
    stubMedia(() => false)
    mountShell()
  })

  test('has the landmarks a screen reader jumps to', () => {
    expect(allByRole('banner')).toHaveLength(1)
    expect(nameOf(byRole('navigation'))).toBe('Main')
    expect(byRole('main').textContent).toContain('Calls')
    expect(document.body.textContent).toContain('On a call')
  })

  test('lets the first Tab skip to the content', async () => {
    const first = document.querySelector('a, button')!
    expect(nameOf(first)).toBe('Skip to content')
    expect(first.getAttribute('href')).toBe(`#${byRole('main').id}`)
    await click(first)
    expect(document.activeElement).toBe(byRole('main'))
  })

  test('marks the page that is open and counts what waits', () => {
    const calls = byRole('link', 'Calls 3')
    expect(calls.getAttribute('aria-current')).toBe('page')
    expect(byRole('link', 'Queues').hasAttribute('aria-current')).toBe(false)
  })

  test('goes to a page through the router', async () => {
    await click(byRole('link', 'Queues'))
    expect(go).toHaveBeenCalledExactlyOnceWith('/queues')
  })

  test('folds to pictures that keep their names, and stays so', async () => {
    await click(byRole('button', 'Collapse navigation'))
    expect(nameOf(byRole('link', 'Calls 3'))).toBe('Calls 3')
    expect(byRole('button', 'Expand navigation').getAttribute('aria-expanded')).toBe('false')
    expect(localStorage.getItem('iris.navigation-folded')).toBe('true')
  })
})

describe('AppShell on a phone', () => {
  beforeEach(() => {
    stubMedia((query) => query.includes('width'))
    mountShell()
  })

  test('keeps the navigation in a drawer that has the focus while it is open', async () => {
    expect(allByRole('navigation')).toEqual([])
    const opener = byRole('button', 'Open navigation')
    opener.focus()
    await click(opener)
    const drawer = await appears('dialog')
    expect(nameOf(drawer)).toBe('Main')
    expect(drawer.contains(document.activeElement)).toBe(true)
    await press('Escape')
    expect(allByRole('dialog')).toEqual([])
    expect(document.activeElement).toBe(opener)
  })

  test('puts the drawer away once a page is chosen', async () => {
    await click(byRole('button', 'Open navigation'))
    await appears('dialog')
    await click(byRole('link', 'Queues'))
    expect(go).toHaveBeenCalledExactlyOnceWith('/queues')
    expect(allByRole('dialog')).toEqual([])
  })
})

test('AppShell changes between desk and phone as the window does', async () => {
  const media = stubMedia(() => false)
  mountShell()
  media.change()
  await settle()
  expect(byRole('button', 'Open navigation')).toBeDefined()
})

test.each([
  ['NavGroup', NavGroup],
  ['NavItem', NavItem],
])('%s says that it belongs into an AppShell', (name, part) => {
  const silent = { config: { warnHandler: () => undefined } }
  const props = { to: '/', icon: 'svg', label: 'x' }
  expect(() => mount(part, { props, global: silent })).toThrow(
    `<${name}> has to be used inside <AppShell>.`,
  )
})
