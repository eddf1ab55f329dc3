import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { stubMedia } from '../testing/media.ts'
import {
  allByRole,
  byRole,
  click,
  mountInRoot,
  nameOf,
  press,
  settle,
} from '../testing/mount-in-root.ts'
import type { Pane } from './pane.ts'
import { allowedWidth, borderBefore, parseWidths } from './pane.ts'
import Panes from './Panes.vue'

const panes: Pane[] = [
  { id: 'work', label: 'Work list', width: { initial: 240, least: 180, most: 360 }, count: 3 },
  { id: 'contact', label: 'Contact' },
  { id: 'context', label: 'Customer', width: { initial: 300, least: 200, most: 400 } },
]

function mountPanes() {
  const active = ref('work')
  mountInRoot(
    `<Panes v-model:active="active" :panes="panes" storage-key="desk" label="Desk">
       <template #work><input aria-label="Filter" /></template>
       <template #contact>The call</template>
       <template #context>Who it is</template>
     </Panes>`,
    { Panes },
    () => ({ active, panes }),
  )
  return { active }
}

const section = (label: string): HTMLElement =>
  document.querySelector(`section[aria-label="${label}"]`)!
const border = (label: string): HTMLElement => byRole('separator', label)

beforeEach(() => {
  localStorage.clear()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('Panes side by side', () => {
  beforeEach(() => {
    stubMedia(() => false)
  })

  test('are named, and have borders that say what they move, from where to where', () => {
    mountPanes()
    const handle = border('Resize Work list and Contact')
    expect(handle.tabIndex).toBe(0)
    expect(handle.getAttribute('aria-controls')).toBe(section('Work list').id)
    expect(['now', 'min', 'max'].map((bound) => handle.getAttribute(`aria-value${bound}`))).toEqual(
      ['240', '180', '360'],
    )
  })

  test('grow and shrink with the arrow keys, within their bounds', async () => {
    mountPanes()
    border('Resize Work list and Contact').focus()
    await press('ArrowRight')
    expect(section('Work list').style.flexBasis).toBe('256px')
    await press('ArrowLeft', { shiftKey: true })
    expect(section('Work list').style.flexBasis).toBe('192px')
    await press('ArrowLeft', { shiftKey: true })
    expect(section('Work list').style.flexBasis).toBe('180px')
    await press('End')
    expect(section('Work list').style.flexBasis).toBe('360px')
    await press('Enter')
    expect(section('Work list').style.flexBasis).toBe('240px')
  })

  test('move the other way where the pane lies behind its border', async () => {
    mountPanes()
    border('Resize Contact and Customer').focus()
    await press('ArrowLeft')
    expect(section('Customer').style.flexBasis).toBe('316px')
  })

  test('remember their widths', async () => {
    mountPanes()
    border('Resize Work list and Contact').focus()
    await press('Home')
    document.body.replaceChildren()
    mountPanes()
    expect(section('Work list').style.flexBasis).toBe('180px')
  })

  test('follow the pointer, and tell nobody until it lets go', async () => {
    mountPanes()
    const handle = border('Resize Work list and Contact')
    handle.setPointerCapture = vi.fn<(id: number) => void>()
    section('Work list').getBoundingClientRect = () => new DOMRect(0, 0, 240, 100)
    const point = (type: string, clientX: number): void => {
      handle.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0, clientX }))
    }
    point('pointerdown', 100)
    point('pointermove', 150)
    expect(section('Work list').style.flexBasis).toBe('290px')
    expect(localStorage.getItem('desk')).toBeNull()
    point('pointermove', 900)
    point('pointerup', 900)
    await settle()
    expect(localStorage.getItem('desk')).toBe('{"work":360}')
    point('pointermove', 100)
    expect(section('Work list').style.flexBasis).toBe('360px')
  })

  test('take their first width back on a double press', async () => {
    localStorage.setItem('desk', '{"work":333}')
    mountPanes()
    expect(section('Work list').style.flexBasis).toBe('333px')
    border('Resize Work list and Contact').dispatchEvent(new MouseEvent('dblclick'))
    await settle()
    expect(section('Work list').style.flexBasis).toBe('240px')
  })
})

describe('Panes that do not fit', () => {
  beforeEach(() => {
    stubMedia(() => true)
  })

  test('become tabs, keeping what is in them', async () => {
    const { active } = mountPanes()
    await settle()
    document.querySelector<HTMLInputElement>('[aria-label=Filter]')!.value = 'ada'
    expect(allByRole('tab').map(nameOf)).toEqual(['Work list 3', 'Contact', 'Customer'])
    active.value = 'contact'
    await settle()
    expect(byRole('tab', 'Contact').getAttribute('aria-selected')).toBe('true')
    expect(document.querySelector<HTMLInputElement>('[aria-label=Filter]')!.value).toBe('ada')
  })

  test('tell which tab was chosen', async () => {
    const { active } = mountPanes()
    await settle()
    const tab = byRole('tab', 'Contact')
    tab.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }))
    await click(tab)
    expect(active.value).toBe('contact')
  })
})

describe('a pane', () => {
  test('is never narrower or wider than it may be, and whole pixels wide', () => {
    const bounds = fc.tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 999 }))
    const wish = fc.double({ min: -5000, max: 5000, noNaN: true })
    fc.assert(
      fc.property(bounds, wish, ([one, other], wanted) => {
        const [least, most] = [Math.min(one, other), Math.max(one, other)]
        const width = allowedWidth({ initial: least, least, most }, wanted)
        expect(width).toBeGreaterThanOrEqual(least)
        expect(width).toBeLessThanOrEqual(most)
        expect(Number.isInteger(width)).toBe(true)
      }),
    )
  })

  test('has a border only where there is a width to change', () => {
    expect(borderBefore(panes, 0)).toBeUndefined()
    expect(borderBefore(panes, 1)).toMatchObject({ pane: { id: 'work' }, growth: 1 })
    expect(borderBefore(panes, 2)).toMatchObject({ pane: { id: 'context' }, growth: -1 })
    expect(borderBefore([panes[1]!, panes[1]!], 1)).toBeUndefined()
  })

  test.each(['nonsense', 'null', '[]', '{"work":"wide","context":null}'])(
    'has its first width where the store says %s',
    (stored) => {
      expect(parseWidths(stored)).toEqual({})
    },
  )
})
