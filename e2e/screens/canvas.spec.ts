import { type Browser, chromium, expect, type Locator, type Page, test } from '@playwright/test'
import { existsSync } from 'node:fs'
import { type CanvasPages, serveCanvasPages } from '../fixtures/canvas-pages.ts'
import { type Box, stillBox } from '../fixtures/still-box.ts'
import { violationsOn } from '../fixtures/violations.ts'

let pages: CanvasPages
let browser: Browser
let page: Page

test.beforeAll(async () => {
  test.setTimeout(180_000)
  pages = await serveCanvasPages()
  const debianChromium = '/usr/bin/chromium'
  browser = await chromium.launch({
    ...(existsSync(debianChromium) && { executablePath: debianChromium }),
    args: ['--no-sandbox', '--disable-background-networking'],
  })
})
test.afterAll(async () => {
  await browser.close()
  await pages.close()
})
test.beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(pages.gallery)
  await block('Main menu').waitFor()
})
test.afterEach(() => page.close())

const canvas = (): Locator => page.getByRole('application', { name: 'Flow' })
const block = (title: string): Locator => page.getByRole('group', { name: title })
const wires = (): Locator => page.getByRole('list', { name: 'Wires' })
const wish = (): Locator => page.getByLabel('Last wish')
const zoomIs = (percent: number) =>
  expect(page.getByRole('button', { name: 'Full size' })).toHaveText(`${percent} %`)

/** Where things are on the screen: a block's head, and the port of its exit in that row. */
async function headOf(title: string) {
  const box = await boxOf(title)
  return { x: box.x + box.width * 0.6, y: box.y + 10 }
}
async function portOf(title: string, row: number) {
  const box = await boxOf(title)
  const scale = box.width / 232
  return { x: box.x + box.width, y: box.y + (60 + 24 * (row + 0.5)) * scale }
}
const boxOf = (title: string): Promise<Box> => stillBox(block(title))
type At = Awaited<ReturnType<typeof headOf>>

async function drag(from: At, to: At): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 })
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
}

/** Puts the focus on a block as somebody does who comes by keyboard. */
async function walkTo(...keys: string[]): Promise<void> {
  await canvas().focus()
  await page.keyboard.press('Enter')
  for (const key of keys) await page.keyboard.press(key)
}

test.describe('with the mouse', () => {
  test('a block is dragged and stays where it was dropped', async () => {
    const before = await boxOf('Old greeting')
    const from = await headOf('Old greeting')
    await drag(from, { x: from.x + 160, y: from.y + 80 })
    await expect(async () => {
      const after = await boxOf('Old greeting')
      expect(Math.abs(after.x - before.x - 160)).toBeLessThan(10)
      expect(Math.abs(after.y - before.y - 80)).toBeLessThan(10)
    }).toPass()
  })

  test('what is chosen moves together, and Escape in the middle puts it back', async () => {
    const from = await headOf('Start')
    await page.mouse.click(from.x, from.y)
    const welcome = await headOf('Welcome')
    await page.keyboard.down('Shift')
    await page.mouse.click(welcome.x, welcome.y)
    await page.keyboard.up('Shift')
    const before = await boxOf('Start')
    await page.mouse.move(welcome.x, welcome.y)
    await page.mouse.down()
    await page.mouse.move(welcome.x, welcome.y + 120, { steps: 5 })
    await expect.poll(async () => (await boxOf('Start')).y - before.y).toBeGreaterThan(100)
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await expect.poll(async () => (await boxOf('Start')).y).toBeCloseTo(before.y, 0)
  })

  test('a frame carries the blocks in it', async () => {
    const before = await boxOf('Sales')
    const frame = await stillBox(page.getByText('Queues', { exact: true }))
    const from = { x: frame.x + 8, y: frame.y + 8 }
    await drag(from, { x: from.x, y: from.y - 80 })
    await expect.poll(async () => (await boxOf('Sales')).y - before.y).toBeLessThan(-70)
  })

  test('an exit is wired to a block, wired anew, and unwired', async () => {
    await drag(await portOf('Old greeting', 0), await headOf('We are closed'))
    await expect(wires()).toContainText('Old greeting, Next: We are closed')
    await drag(await portOf('Old greeting', 0), await headOf('Main menu'))
    await expect(wires()).toContainText('Old greeting, Next: Main menu')
    const port = await portOf('Old greeting', 0)
    await drag(port, { x: port.x + 40, y: port.y + 120 })
    await expect(wires()).not.toContainText('Old greeting')
  })

  test('a wire is taken off by its end', async () => {
    const entry = await boxOf('Goodbye')
    await expect(wires()).toContainText('Sales, Answered: Goodbye')
    const welcome = await boxOf('Welcome')
    const end = { x: welcome.x - 5, y: welcome.y + (28 * welcome.width) / 232 }
    await drag(end, { x: entry.x, y: entry.y - 200 })
    await expect(wires()).not.toContainText('Start, Next')
  })

  test('a wire let go over nothing asks for a block there', async () => {
    const port = await portOf('Old greeting', 0)
    await drag(port, { x: port.x + 120, y: port.y + 100 })
    await expect(block('New 1')).toBeFocused()
    await expect(wires()).toContainText('Old greeting, Next: New 1')
  })

  test('a block is inserted in a wire by the button on it', async () => {
    const [from, to] = [await portOf('Welcome', 0), await boxOf('Office hours')]
    const entry = { x: to.x, y: to.y + (28 * to.width) / 232 }
    await page.mouse.move((from.x + entry.x) / 2, (from.y + entry.y) / 2)
    await page.getByRole('button', { name: 'Insert a block here' }).click()
    await expect(wires()).toContainText('Welcome, Next: New 1')
    await expect(wires()).toContainText('New 1, Next: Office hours')
  })

  test('a block from the library is dropped where it is wanted', async () => {
    const { height } = await stillBox(canvas())
    await page
      .getByText('Voicemail', { exact: true })
      .first()
      .dragTo(canvas(), {
        targetPosition: { x: 700, y: height - 120 },
      })
    await expect(block('Voicemail, New 1')).toBeVisible()
  })

  test('a marquee chooses what it touches, and Delete takes that away', async () => {
    const [first, last] = [await boxOf('Start'), await boxOf('Welcome')]
    await drag(
      { x: first.x - 20, y: first.y - 40 },
      { x: last.x + 30, y: last.y + last.height / 2 },
    )
    await expect(block('Start')).toHaveAccessibleName(/selected/)
    await expect(block('Welcome')).toHaveAccessibleName(/selected/)
    await expect(block('Office hours')).not.toHaveAccessibleName(/selected/)
    await canvas().focus()
    await page.keyboard.press('Delete')
    await expect(block('Welcome')).toHaveCount(0)
    await expect(wires()).not.toContainText('Welcome')
  })

  test('the wheel zooms at the pointer, and the middle button or Space pans', async () => {
    const before = await headOf('Main menu')
    await page.mouse.move(before.x, before.y)
    await page.mouse.wheel(0, -200)
    await expect.poll(async () => (await boxOf('Main menu')).width).toBeGreaterThan(130)
    const box = await boxOf('Main menu')
    expect(before.x).toBeGreaterThan(box.x)
    expect(before.x).toBeLessThan(box.x + box.width)
    await page.mouse.down({ button: 'middle' })
    await page.mouse.move(before.x + 100, before.y + 50, { steps: 5 })
    await page.mouse.up({ button: 'middle' })
    await expect(async () => {
      const after = await boxOf('Main menu')
      expect(after.x - box.x).toBeCloseTo(100, 0)
      expect(after.y - box.y).toBeCloseTo(50, 0)
    }).toPass()
    await page.keyboard.down('Space')
    await drag(await headOf('Main menu'), { x: before.x + 40, y: before.y + 90 })
    await page.keyboard.up('Space')
    await expect(async () => {
      const held = await headOf('Main menu')
      expect(held.x).toBeCloseTo(before.x + 40, 0)
      expect(held.y).toBeCloseTo(before.y + 90, 0)
    }).toPass()
    await expect(block('Main menu')).not.toHaveAccessibleName(/selected/)
  })

  test('a press on the map brings that part into view', async () => {
    await canvas().focus()
    await page.keyboard.press('0')
    await expect(block('Start')).not.toBeInViewport()
    const map = await stillBox(page.getByRole('img', { name: 'Map of the flow' }))
    await page.mouse.click(map.x + 20, map.y + 52)
    await expect(block('Start')).toBeInViewport()
  })

  test('the right button asks for the menu of what is there, and chooses it', async () => {
    const at = await headOf('Sales')
    await page.mouse.click(at.x, at.y, { button: 'right' })
    await expect(wish()).toHaveText('menu sales')
    await expect(block('Sales')).toHaveAccessibleName(/selected/)
  })

  test('tidying moves blocks along their wires, and frames with what they hold', async () => {
    const before = await boxOf('Old greeting')
    await page.getByRole('button', { name: 'Tidy up' }).click()
    await expect.poll(async () => (await boxOf('Old greeting')).x).not.toBeCloseTo(before.x, 0)
    await expect(async () => {
      const [frame, sales, support] = [
        await boxOf('Queues'),
        await boxOf('Sales'),
        await boxOf('Support'),
      ]
      for (const held of [sales, support]) {
        expect(held.x).toBeGreaterThan(frame.x)
        expect(held.y + held.height).toBeLessThan(frame.y + frame.height)
      }
      expect((await boxOf('Find customer')).x).toBeLessThan(support.x)
    }).toPass()
  })

  test('a double click opens a block, and lets a note be written', async () => {
    const at = await headOf('Sales')
    await page.mouse.dblclick(at.x, at.y)
    await expect(wish()).toHaveText('open sales')
    await page.getByText('Asked by marketing').dblclick()
    await page.getByRole('textbox', { name: 'Note' }).fill('Ask Ada')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('Ask Ada')).toBeVisible()
  })
})

test.describe('with the keyboard', () => {
  test('arrows walk along the wires, to siblings and back', async () => {
    await walkTo()
    await expect(block('Start')).toBeFocused()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
    await expect(block('Main menu')).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(block('We are closed')).toBeFocused()
    await page.keyboard.press('ArrowLeft')
    await expect(block('Office hours')).toBeFocused()
  })

  test('a block says what it is, how many exits it has, and how many are unwired', async () => {
    await expect(block('Support')).toHaveAccessibleName('Queue, Support, 4 exits, 1 unwired')
  })

  test('Enter opens, F2 renames, D switches off', async () => {
    await walkTo('ArrowRight', 'Enter')
    await expect(wish()).toHaveText('open welcome')
    await page.keyboard.press('F2')
    await expect(wish()).toHaveText('rename welcome')
    await page.keyboard.press('d')
    await expect(block('Welcome')).toHaveAccessibleName(/switched off/)
  })

  test('C wires an exit: which, then where to, found by a word, and each is said', async () => {
    await walkTo('ArrowRight', 'c')
    await expect(page.getByRole('combobox', { name: 'Which exit?' })).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('combobox', { name: 'Where does “Error” lead?' })).toBeFocused()
    await page.keyboard.type('goodb')
    await page.keyboard.press('Enter')
    await expect(wires()).toContainText('Welcome, Error: Goodbye')
    await expect(
      page.getByRole('status').filter({ hasText: 'Error leads to Goodbye' }),
    ).toHaveCount(1)
    await expect(block('Welcome')).toBeFocused()
  })

  test('N goes to notes and frames, where Enter writes and Delete takes away', async () => {
    await walkTo('n', 'Enter')
    await page.getByRole('textbox', { name: 'Note' }).fill('Ask Ada')
    await page.keyboard.press('Control+Enter')
    await expect(block('Ask Ada')).toBeFocused()
    await page.keyboard.press('n')
    await expect(block('Queues')).toBeFocused()
    await page.keyboard.press('Delete')
    await expect(block('Queues')).toHaveCount(0)
    await expect(block('Sales')).toBeVisible()
  })

  test('Escape leaves the wire as it was', async () => {
    await walkTo('ArrowRight', 'c', 'Enter', 'ArrowDown', 'Escape')
    await expect(block('Welcome')).toBeFocused()
    await expect(wires()).toContainText('Welcome, Next: Office hours')
  })

  test('an exit is unwired by leading it nowhere', async () => {
    await walkTo('ArrowRight', 'c', 'Enter', 'ArrowUp')
    await expect(page.getByRole('option', { name: 'Nowhere' })).toHaveAttribute(
      'aria-selected',
      'true',
    )
    await page.keyboard.press('Enter')
    await expect(wires()).not.toContainText('Welcome, Next')
  })

  test('Tab adds a block after this one, and after Escape leads out of the canvas', async () => {
    await walkTo('ArrowRight', 'Tab')
    await expect(block('New 1')).toBeFocused()
    await expect(wires()).toContainText('Welcome, Next: New 1')
    await expect(wires()).toContainText('New 1, Next: Office hours')
    await page.keyboard.press('Escape')
    await expect(canvas()).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Smaller' })).toBeFocused()
  })

  test('0 shows it life-size, 1 shows all, + and − zoom', async () => {
    await canvas().focus()
    await page.keyboard.press('0')
    await zoomIs(100)
    await page.keyboard.press('-')
    await zoomIs(80)
    await page.keyboard.press('+')
    await zoomIs(100)
    await page.keyboard.press('1')
    for (const title of ['Start', 'Goodbye'])
      await expect(block(title)).toBeInViewport({ ratio: 0.99 })
  })

  test('Alt and an arrow moves a block by one step of the grid', async () => {
    await walkTo('ArrowRight')
    const { x, width } = await boxOf('Welcome')
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(async () => (await boxOf('Welcome')).x - x).toBeCloseTo((8 * width) / 232, 0)
  })
})

test('one finger on the ground pans, two zoom', async () => {
  const before = await boxOf('Main menu')
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: At[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints })
  await touch('touchStart', { x: 500, y: 700 })
  for (const step of [20, 40, 60, 80]) await touch('touchMove', { x: 500 + step, y: 700 - step })
  await touch('touchEnd')
  // The first step is taken before it is known that this is no tap.
  await expect.poll(async () => (await boxOf('Main menu')).x - before.x).toBeGreaterThan(50)
  await expect.poll(async () => (await boxOf('Main menu')).y).toBeLessThan(before.y - 50)
  await touch('touchStart', { x: 500, y: 700 }, { x: 700, y: 700 })
  for (const step of [20, 60, 100]) {
    await touch('touchMove', { x: 500 - step, y: 700 }, { x: 700 + step, y: 700 })
  }
  await touch('touchEnd')
  await expect.poll(async () => (await boxOf('Main menu')).width / before.width).toBeCloseTo(2, 1)
})

test('to look at only, nothing can be changed', async () => {
  await page.getByLabel('Only to look at').check()
  await walkTo('ArrowRight', 'Delete', 'c')
  await expect(block('Welcome')).toBeFocused()
  await expect(page.getByRole('combobox', { name: 'Which exit?' })).toHaveCount(0)
  const before = await boxOf('Old greeting')
  const from = await headOf('Old greeting')
  await drag(from, { x: from.x + 160, y: from.y + 40 })
  expect((await boxOf('Old greeting')).x).toBeCloseTo(before.x, 0)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing wrong with it, nor while a wire is led (${colorScheme})`, async () => {
    await page.emulateMedia({ colorScheme })
    await canvas().focus()
    await page.keyboard.press('0')
    expect(await violationsOn(page)).toEqual([])
    await walkTo('c')
    await page.getByRole('combobox', { name: 'Which exit?' }).waitFor()
    expect(await violationsOn(page)).toEqual([])
  })
}

test('a thousand blocks are at most 8,000 nodes at every zoom, and one far away can be walked to', async () => {
  await page.goto(`${pages.gallery}?blocks=1000`)
  await block('Menu 3').waitFor()
  await canvas().focus()
  const nodes = () => page.evaluate(() => document.querySelectorAll('*').length)
  for (let press = 0; press < 9; press += 1) {
    expect(await nodes()).toBeLessThan(8000)
    await page.keyboard.press('-')
  }
  await page.keyboard.press('Enter')
  for (let press = 0; press < 12; press += 1) await page.keyboard.press('ArrowRight')
  await expect(page.locator('[data-block]:focus')).toBeInViewport()
  await expect(page.locator('[data-block]')).toHaveCount(1)
})
