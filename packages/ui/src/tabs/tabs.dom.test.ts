import { mount } from '@vue/test-utils'
import { ref } from 'vue'
import { describe, expect, test } from 'vitest'
import { allByRole, byRole, mountInRoot, nameOf, press, settle } from '../testing/mount-in-root.ts'
import Tab from './Tab.vue'
import TabList from './TabList.vue'
import TabPanel from './TabPanel.vue'
import Tabs from './Tabs.vue'

const components = { Tab, TabList, TabPanel, Tabs }

function mountTabs(panelAttributes = '', tabsAttributes = '') {
  const tab = ref('history')
  mountInRoot(
    `<Tabs v-model="tab" ${tabsAttributes}>
       <TabList label="Customer">
         <Tab value="history" :count="12">History</Tab>
         <Tab value="billing" disabled>Billing</Tab>
         <Tab value="notes">Notes</Tab>
       </TabList>
       <TabPanel value="history">Twelve contacts</TabPanel>
       <TabPanel value="notes" ${panelAttributes}>No notes <input aria-label="Note" /></TabPanel>
     </Tabs>`,
    components,
    () => ({ tab }),
  )
  return { tab }
}

describe('Tabs', () => {
  test('show the chosen panel, named by its tab', () => {
    mountTabs()
    expect(nameOf(byRole('tablist'))).toBe('Customer')
    expect(byRole('tab', 'History 12').getAttribute('aria-selected')).toBe('true')
    const panel = allByRole('tabpanel').find((one) => one.dataset['state'] === 'active')!
    expect(panel.textContent).toContain('Twelve contacts')
    expect(nameOf(panel)).toBe('History 12')
  })

  test('walk with the arrow keys, past what is disabled, and round', async () => {
    const { tab } = mountTabs()
    await settle()
    byRole('tab', 'History 12').focus()
    await press('ArrowRight')
    expect(tab.value).toBe('notes')
    await press('ArrowRight')
    expect(tab.value).toBe('history')
  })

  test('wait for a press where going through them is not free', async () => {
    const { tab } = mountTabs('', 'manual')
    await settle()
    byRole('tab', 'History 12').focus()
    await press('ArrowRight')
    expect(tab.value).toBe('history')
    await press('Enter')
    expect(tab.value).toBe('notes')
  })

  test('drop a hidden panel, unless it is kept alive', () => {
    mountTabs()
    expect(document.querySelector('[aria-label=Note]')).toBeNull()
    mountTabs('keep-alive')
    expect(document.querySelector('[aria-label=Note]')).not.toBeNull()
  })
})

test.each([
  ['TabList', TabList],
  ['Tab', Tab],
  ['TabPanel', TabPanel],
])('%s says that it belongs into Tabs', (name, part) => {
  const silent = { config: { warnHandler: () => undefined } }
  expect(() => mount(part, { props: { label: 'x', value: 'x' }, global: silent })).toThrow(
    `<${name}> has to be used inside <Tabs>.`,
  )
})
