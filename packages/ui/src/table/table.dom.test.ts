import { afterEach, describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { provideNavigation } from '../link/navigation.ts'
import { allByRole, byRole, click, mountInRoot, press, settle } from '../testing/mount-in-root.ts'
import type { ListState, TableColumn, TableSort } from './table.ts'
import Table from './Table.vue'

interface Call {
  id: number
  caller: string
  seconds: number
}

const columns: TableColumn<Call>[] = [
  { id: 'caller', header: 'Caller', value: ({ caller }) => caller, sortable: true },
  { id: 'seconds', header: 'Time', align: 'end', width: '4rem' },
  { id: 'more', header: 'More', headerHidden: true },
]

const calls = (count: number): Call[] =>
  Array.from({ length: count }, (_, id) => ({ id, caller: `Caller ${id}`, seconds: id * 10 }))

function mountTable(count: number, initialState: ListState = 'ready') {
  const sort = ref<TableSort>()
  const state = ref(initialState)
  const rows = ref(calls(count))
  const retry = vi.fn<() => void>()
  const go = vi.fn<(to: string) => void>()
  mountInRoot(
    `<Table v-model:sort="sort" label="Calls today" :columns="columns" :rows="rows" :row-key="(c) => c.id"
       :row-to="(c) => '/calls/' + c.id" :open-key="1" :state="state" @retry="retry">
       <template #cell-seconds="{ row }">{{ row.seconds }} s</template>
       <template #cell-more="{ row }"><button>More for {{ row.caller }}</button></template>
       <template #empty>No calls today</template>
     </Table>`,
    { Table },
    () => {
      provideNavigation({ href: (to) => `/agent${to}`, go, isCurrent: () => false })
      return { sort, state, rows, columns, retry }
    },
  )
  return { sort, state, rows, retry, go }
}

const bodyRows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('tr[data-index]')]

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('Table', () => {
  test('is named, and shows each row by its columns and slots', () => {
    mountTable(3)
    expect(document.querySelector('table')?.getAttribute('aria-label')).toBe('Calls today')
    const cells = [...bodyRows()[2]!.children].map((cell) => cell.textContent.trim())
    expect(cells).toEqual(['Caller 2', '20 s', 'More for Caller 2'])
    expect(bodyRows()[1]!.getAttribute('aria-current')).toBe('true')
  })

  test('keeps a hidden header for screen readers', () => {
    mountTable(1)
    const headers = [...document.querySelectorAll('th')].map((th) => th.textContent.trim())
    expect(headers).toEqual(['Caller', 'Time', 'More'])
  })

  test('asks for an order by its header, and shows which', async () => {
    const { sort } = mountTable(3)
    const header = document.querySelector('th')!
    expect(header.getAttribute('aria-sort')).toBe('none')
    await click(byRole('button', 'Caller'))
    expect(sort.value).toEqual({ column: 'caller', direction: 'ascending' })
    expect(header.getAttribute('aria-sort')).toBe('ascending')
  })

  test('opens a row by its link, or by a press anywhere on it but on a control', async () => {
    const { go } = mountTable(3)
    expect(byRole('link', 'Caller 0').getAttribute('href')).toBe('/agent/calls/0')
    await click(byRole('link', 'Caller 0'))
    await click(bodyRows()[2]!.children[1]!)
    await click(byRole('button', 'More for Caller 1'))
    expect(go.mock.calls).toEqual([['/calls/0'], ['/calls/2']])
  })

  test('opens a row in a new tab where a press means that', () => {
    const { go } = mountTable(3)
    const open = vi.fn<typeof window.open>()
    vi.stubGlobal('open', open)
    bodyRows()[2]!.children[1]!.dispatchEvent(
      new MouseEvent('click', { bubbles: true, ctrlKey: true }),
    )
    expect(open).toHaveBeenCalledExactlyOnceWith('/agent/calls/2')
    expect(go).not.toHaveBeenCalled()
  })

  test('walks the rows with the arrow keys', async () => {
    mountTable(3)
    byRole('link', 'Caller 0').focus()
    await press('ArrowDown')
    await press('ArrowDown')
    await press('ArrowDown')
    expect(document.activeElement).toBe(byRole('link', 'Caller 2'))
    await press('ArrowUp')
    expect(document.activeElement).toBe(byRole('link', 'Caller 1'))
  })
})

describe('Table without rows', () => {
  test.each([
    ['ready', 'No calls today'],
    ['error', 'The list could not be loaded'],
    ['forbidden', 'You do not have access to this'],
    ['loading', 'Loading'],
  ] as const)('is %s: "%s"', (state, words) => {
    mountTable(0, state)
    expect(document.body.textContent).toContain(words)
  })

  test('can be tried again', async () => {
    const { retry } = mountTable(0, 'error')
    await click(byRole('button', 'Try again'))
    expect(retry).toHaveBeenCalledOnce()
  })

  test('keeps the rows it has while it loads anew, and says it is busy', async () => {
    const { state } = mountTable(3)
    state.value = 'loading'
    await settle()
    expect(bodyRows()).toHaveLength(3)
    expect(document.querySelector('[aria-busy=true]')).not.toBeNull()
  })
})

describe('Table with many rows', () => {
  test('draws all of 200, and of 201 those in sight', () => {
    mountTable(200)
    expect(bodyRows()).toHaveLength(200)
    document.body.replaceChildren()
    mountTable(201)
    expect(bodyRows().length).toBeLessThan(60)
  })

  test('tells screen readers how many there are and where each one is', () => {
    mountTable(5_000)
    expect(document.querySelector('table')?.getAttribute('aria-rowcount')).toBe('5001')
    expect(bodyRows()[0]!.getAttribute('aria-rowindex')).toBe('2')
  })

  test('is no wider than its columns on a phone need', () => {
    mountTable(5_000)
    expect(document.querySelector('table')?.style.minWidth).toBe('calc(7rem + 4rem + 7rem)')
  })

  test('draws others when it is scrolled', async () => {
    mountTable(5_000)
    const scroller = document.querySelector<HTMLElement>('[aria-busy]')!
    scroller.scrollTop = 36 * 4_000
    scroller.dispatchEvent(new Event('scroll'))
    await settle()
    const drawn = bodyRows().map((row) => Number(row.dataset['index']))
    expect(drawn).toContain(4_000)
    expect(drawn).not.toContain(0)
  })

  test('brings a row into being when the keyboard walks onto it', async () => {
    mountTable(5_000)
    await settle()
    const last = bodyRows().at(-1)!
    const index = Number(last.dataset['index'])
    last.querySelector('a')!.focus()
    await press('ArrowDown')
    await press('ArrowDown')
    expect(document.activeElement?.textContent.trim()).toBe(`Caller ${index + 2}`)
    expect(allByRole('link').length).toBeLessThan(60)
  })
})
