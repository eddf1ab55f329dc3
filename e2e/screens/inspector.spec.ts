import { type Browser, chromium, expect, type Locator, type Page, test } from '@playwright/test'
import type axeCore from 'axe-core'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { kinds } from '@iris/flow'
import { type InspectorPage, serveInspectorPage } from '../fixtures/inspector-page.ts'

declare global {
  interface Window {
    /** Set by the page having run axe's script. */
    axe: typeof axeCore
  }
}

let served: InspectorPage
let browser: Browser
let page: Page
const complaints: string[] = []

test.beforeAll(async () => {
  test.setTimeout(180_000)
  served = await serveInspectorPage()
  const debianChromium = '/usr/bin/chromium'
  browser = await chromium.launch({
    ...(existsSync(debianChromium) && { executablePath: debianChromium }),
    args: ['--no-sandbox', '--disable-background-networking'],
  })
})
test.afterAll(async () => {
  await browser.close()
  await served.close()
})
test.beforeEach(async () => {
  complaints.length = 0
  page = await browser.newPage({ viewport: { width: 900, height: 900 } })
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
})
test.afterEach(async () => {
  await page.close()
  expect(complaints).toEqual([])
})

async function open(block: string, more = ''): Promise<void> {
  await page.goto(`${served.address}?block=${block}${more}`)
  await inspector().waitFor()
}

const inspector = (): Locator => page.getByRole('region', { name: 'Block', exact: true })
const field = (label: string): Locator => inspector().getByLabel(label, { exact: true })
const wish = (): Locator => page.getByLabel('Last wish')
const item = (name: string): Locator => inspector().getByRole('listitem', { name })

/** The block as the page has it. */
async function block(): Promise<unknown> {
  return JSON.parse((await page.getByLabel('Document').textContent()) ?? '')
}
const becomes = (expected: Record<string, unknown>) => expect.poll(block).toMatchObject(expected)

/** What goes through the keyboard to whatever has the focus. */
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

test('a block is renamed letter by letter, switched off and removed', async () => {
  await open('say')
  await field('Text').press('F2')
  await expect(field('Block name')).toBeFocused()
  await page.keyboard.type('Good day')
  await becomes({ name: 'Good day' })
  await press('Escape')
  await expect(field('Block name')).toHaveValue('')
  await expect.poll(block).not.toHaveProperty('name')
  await page.keyboard.type('Greeting')
  await inspector().getByRole('switch', { name: 'On' }).click()
  await becomes({ disabled: true })
  await inspector().getByRole('button', { name: 'Remove the block' }).click()
  await expect(wish()).toHaveText('remove say')
})

test('what a text is called stands level with the buttons beside it', async () => {
  await open('say')
  const middle = (part: Locator) =>
    part.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return (top + bottom) / 2
    })
  const label = await middle(inspector().getByText('Text', { exact: true }))
  const button = await middle(
    inspector().getByRole('button', { name: 'Listen, with sample values' }),
  )
  expect(Math.abs(label - button)).toBeLessThanOrEqual(1)
})

test('a wire is led by keyboard alone, and cut again', async () => {
  await open('say')
  await field('what comes next').focus()
  await press('Enter')
  await expect(page.getByPlaceholder('Search')).toBeFocused()
  await page.keyboard.type('menu')
  await expect(page.getByRole('option')).toHaveCount(1)
  await press('ArrowDown', 'Enter')
  await becomes({ exits: { next: 'menu' } })
  await expect(field('what comes next')).toBeFocused()
  await press('Tab', 'Enter')
  await expect(inspector().getByRole('heading', { name: 'Menu' })).toBeVisible()
})

test('braces open the variables, and the one chosen stands in the text', async () => {
  await open('say')
  const text = field('Text')
  await text.fill('Good day ')
  await text.press('End')
  await page.keyboard.type('{{')
  const search = inspector().getByRole('combobox', { name: 'Search variables' })
  await expect(search).toBeFocused()
  await page.keyboard.type('caller name')
  await press('Enter')
  await expect(text).toBeFocused()
  await page.keyboard.type('!')
  await expect(text).toHaveValue('Good day {{ caller.name }}!')
  await inspector().getByRole('button', { name: 'Listen, with sample values' }).click()
  await expect(wish()).toHaveText('amy: Good day Ada Lovelace!')
})

test('who knows the name of a variable types on, braces and all', async () => {
  await open('say')
  await field('Text').fill('Press ')
  await field('Text').press('End')
  await page.keyboard.type('{{')
  await expect(inspector().getByPlaceholder('Search variables')).toBeFocused()
  await page.keyboard.type(' upper(menu.key) }}')
  await expect(field('Text')).toBeFocused()
  await page.keyboard.type('.')
  await expect(field('Text')).toHaveValue('Press {{ upper(menu.key) }}.')
})

test('escape leaves the variables, and the text as it was typed', async () => {
  await open('say')
  await field('Text').fill('Hello ')
  await field('Text').press('End')
  await page.keyboard.type('{{')
  await expect(inspector().getByRole('listbox')).toBeVisible()
  await press('Escape')
  await expect(inspector().getByRole('listbox')).toHaveCount(0)
  await page.keyboard.type(' vip }}')
  await expect(field('Text')).toHaveValue('Hello {{ vip }}')
  await expect(inspector().getByText('There is no variable')).toHaveCount(0)
})

test('what is wrong in an expression is said, and shown where it stands', async () => {
  await open('say')
  await expect(inspector().getByText('There is no variable “callr”.')).toBeVisible()
  await inspector().getByRole('button', { name: 'Show callr' }).click()
  const selected = () =>
    field('Text').evaluate((area) =>
      area instanceof HTMLTextAreaElement
        ? area.value.slice(area.selectionStart, area.selectionEnd)
        : '',
    )
  await expect.poll(selected).toBe('callr')
})

test('options of a menu take their wires along, wherever they go', async () => {
  await open('menu')
  await item('Options 2').getByLabel('Key').click()
  await page.getByRole('option', { name: '5' }).click()
  await becomes({ exits: { key_1: 'enqueue', key_5: 'voicemail' } })
  await inspector().getByRole('button', { name: 'Move Options 2 up' }).click()
  await becomes({ settings: { choices: [{ key: '5' }, { key: '1' }] } })
  await expect(inspector().getByRole('button', { name: 'Move Options 1 down' })).toBeFocused()
  await inspector().getByRole('button', { name: 'Remove Options 2' }).click()
  await expect.poll(block).not.toHaveProperty('exits.key_1')
  await becomes({ exits: { key_5: 'voicemail' } })
  await inspector().getByRole('button', { name: 'Add an option' }).click()
  await becomes({ settings: { choices: [{ key: '5' }, { key: '1' }] } })
  await expect(item('Options 2').getByLabel('Key')).toBeFocused()
  await item('Options 2').getByLabel('Key').press('Enter')
  await expect(page.getByRole('option', { name: /^5/ })).toHaveAttribute('aria-disabled', 'true')
})

test('cases are put in order by dragging', async () => {
  await open('branch')
  await field('Busy').click()
  await page.getByRole('option', { name: 'Say' }).click()
  await becomes({ exits: { case_1: 'say' } })
  await item('Cases 1').getByTitle('Drag Cases 1').dragTo(item('Cases 2'))
  await becomes({ settings: { cases: [{ left: '{{ vip }}' }, { title: 'Busy' }] } })
  await becomes({ exits: { case_2: 'say' } })
})

test('a length of time is typed as people write it, and nonsense stays to be corrected', async () => {
  await open('enqueue')
  const wait = field('Longest wait')
  await wait.fill('1:30')
  await becomes({ settings: { maxWaitMs: 90_000 } })
  await wait.blur()
  await expect(wait).toHaveValue('1 min 30 s')
  await wait.fill('soon')
  await wait.blur()
  await expect(wait).toHaveValue('soon')
  await expect(inspector().getByText('Write a length of time')).toBeVisible()
  await wait.fill('20')
  await inspector().getByRole('checkbox', { name: 'Wait as long as it takes' }).click()
  await becomes({ settings: { maxWaitMs: null } })
  await inspector().getByRole('checkbox', { name: 'Wait as long as it takes' }).click()
  await becomes({ settings: { maxWaitMs: 20_000 } })
})

test('a queue that is gone is marked, and can be created or replaced', async () => {
  await open('enqueue')
  await expect(inspector().getByText('There is no “Gone” any more.')).toBeVisible()
  await inspector().getByRole('button', { name: 'Create a queue' }).click()
  await expect(wish()).toHaveText('create queue')
  await field('Queue').click()
  await page.getByRole('option', { name: 'Support' }).click()
  await becomes({ settings: { queue: 'Support' } })
  await expect(inspector().getByText('There is no “Gone” any more.')).toHaveCount(0)
})

test('a queue block says which skills are needed, and less after a wait', async () => {
  await open('enqueue')
  await inspector().getByRole('button', { name: 'Add a skill' }).first().click()
  const added = item('Skills needed 2')
  await added.getByLabel('Skill', { exact: true }).click()
  await page.getByRole('option', { name: 'Billing' }).click()
  await added.getByLabel('Level').fill('2')
  const step = item('Needed after a wait 1')
  await step.getByLabel('After', { exact: true }).fill('45 s')
  await step.getByRole('button', { name: 'Remove Skills 1' }).click()
  await becomes({
    settings: {
      needs: [{ skill: 'Spanish' }, { skill: 'Billing', level: 2 }],
      relax: [{ afterMs: 45_000, needs: [] }],
    },
  })
  for (const nth of [2, 1]) {
    await inspector()
      .getByRole('button', { name: `Remove Skills needed ${nth}` })
      .click()
  }
  await expect(step).toHaveCount(0)
})

test('a queue block waits for one agent, for good or for a while', async () => {
  await open('enqueue')
  await expect(field('Wait for the agent')).toHaveValue('20 s')
  await inspector().getByRole('checkbox', { name: 'As long as it takes', exact: true }).click()
  await becomes({ settings: { agentWaitMs: null } })
  await field('Only for this agent').fill('')
  await becomes({ settings: { agent: '' } })
  await expect(field('Wait for the agent')).toHaveCount(0)
})

test('a new block says what it lacks only once somebody was there', async () => {
  await open('voicemail', '&fresh')
  await expect(inspector().getByText('Choose a voicemail box.')).toHaveCount(0)
  await field('Box').focus()
  await field('what comes next').or(inspector().getByRole('combobox').last()).first().focus()
  await expect(inspector().getByText('Choose a voicemail box.')).toBeVisible()
})

test('words are added by commas and taken away by their buttons', async () => {
  await open('menu')
  const words = item('Options 2').getByLabel('Or said')
  await words.pressSequentially('help, repairs')
  await words.blur()
  await becomes({ settings: { choices: [{}, { words: ['help', 'repairs'] }] } })
  await inspector().getByRole('button', { name: 'Remove “help”' }).click()
  await becomes({ settings: { choices: [{}, { words: ['repairs'] }] } })
})

test('opening hours are edited, and say whether it is open now', async () => {
  await open('hours')
  const friday = inspector().getByRole('group', { name: 'Hours 2' })
  await friday.getByRole('button', { name: 'Friday' }).click()
  await friday.getByLabel('To').fill('6 pm')
  await becomes({ settings: { open: [{}, { days: [1, 2, 3, 4, 5], to: '18:00' }, {}] } })
  const christmas = inspector().getByRole('combobox', { name: '1. Weihnachtstag' })
  await christmas.click()
  await page.getByRole('option', { name: 'Other hours' }).click()
  await becomes({ settings: { holidays: { overrides: [{}, { holiday: '1. Weihnachtstag' }] } } })
  await expect(inspector().getByText(/(Open|Closed) now/)).toBeVisible()
  await friday.getByLabel('To').fill('late')
  await expect(friday.getByText('Write a time such as 17:00.')).toBeVisible()
  await friday.getByLabel('To').blur()
  await expect(friday.getByLabel('To')).toHaveValue('late')
})

test('secrets are offered where a request may name them, and nowhere else', async () => {
  await open('http_request')
  await field('Address').fill('https://a.example/')
  await field('Address').press('End')
  await page.keyboard.type('{{')
  await expect(inspector().getByPlaceholder('Search variables')).toBeFocused()
  await page.keyboard.type('crm')
  await press('Enter')
  await becomes({ settings: { url: 'https://a.example/{{ secret.CRM_KEY }}' } })
  await field('Address').fill('https://a.example/{{ secret.OTHER }}')
  await expect(inspector().getByText('There is no secret “OTHER”.')).toBeVisible()
  await open('say')
  await inspector().getByRole('button', { name: 'Insert a variable' }).click()
  await page.keyboard.type('crm')
  await expect(inspector().getByText('No variable is called that.')).toBeVisible()
})

test('nothing can be changed in a flow that is only looked at', async () => {
  await open('menu', '&readonly')
  await expect(inspector().getByRole('button', { name: /^(Remove|Move|Add)/ })).toHaveCount(0)
  for (const box of await inspector().getByRole('textbox').all()) {
    await expect(box).not.toBeEditable()
  }
  for (const box of await inspector().getByRole('combobox').all()) await expect(box).toBeDisabled()
})

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

for (const theme of ['light', 'dark'] as const) {
  test(`the form of every kind keeps to WCAG 2.2 AA at 320 pixels, ${theme}`, async () => {
    test.setTimeout(180_000)
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width: 320, height: 700 })
    for (const { kind } of kinds) {
      await open(kind, `&bare&width=320${theme === 'dark' ? '&dir=rtl' : ''}`)
      if (kind === 'hours') await field('Country').waitFor()
      await inspector().getByRole('button', { name: 'What this block does' }).click()
      await page.evaluate(axe)
      const found = await page.evaluate(async () => {
        const { violations } = await window.axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
        })
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} ${String(target)} ${failureSummary}`),
        )
      })
      expect(found, kind).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      expect(overflow, `${kind} is wider than its panel`).toBe(false)
    }
  })
}
