import { expect, type Locator, type Page } from '@playwright/test'
import { stillBox } from '../fixtures/still-box.ts'

/** A page has no more than so many places to go to. */
const mostTabs = 120

/** The flow builder, as somebody uses it who draws. */
export class BuilderPage {
  readonly page: Page
  readonly #origin: string

  constructor(page: Page, origin: string) {
    this.page = page
    this.#origin = origin
  }

  async signIn(email: string, password = 'iris-demo'): Promise<void> {
    await this.page.goto(`${this.#origin}/flows/`)
    await this.page.getByLabel('E-mail').fill(email)
    await this.page.getByLabel('Password', { exact: true }).fill(password)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
    await expect(this.page.getByRole('heading', { name: 'Flows' })).toBeVisible()
  }

  async open(flowId: string): Promise<void> {
    await this.page.goto(`${this.#origin}/flows/${flowId}`)
    await expect(this.canvas).toBeVisible()
  }

  get canvas(): Locator {
    return this.page.getByRole('application', { name: 'Flow' })
  }

  /** By its name, or what its kind is called where it has none. */
  block(title: string): Locator {
    return this.canvas.getByRole('group', { name: new RegExp(`(^|, )${title}(,|$)`) })
  }

  /** The one block of a kind that has no name of its own. */
  unnamed(kind: string): Locator {
    return this.canvas.getByRole('group', { name: new RegExp(`^${kind}(, \\d|$)`) })
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Block', exact: true })
  }

  get library(): Locator {
    return this.page.getByRole('region', { name: 'Blocks', exact: true })
  }

  get saveState(): Locator {
    return this.page.locator('[data-save-state]')
  }

  async isSaved(): Promise<void> {
    await expect(this.saveState).toHaveText(/^Saved/)
  }

  /** Drags a kind of block from the library to a place of the canvas, from its top left corner. */
  async dragIn(kind: string, at: { readonly x: number; readonly y: number }): Promise<void> {
    const item = this.library.getByRole('button', { name: kind, exact: true })
    await item.dragTo(this.canvas, { targetPosition: at })
  }

  /** Leads a wire from a block's exit, counted from 0, to another block, by mouse. */
  async wire(from: string, row: number, to: string): Promise<void> {
    const [source, target] = [await this.#boxOf(from), await this.#boxOf(to)]
    const scale = source.width / 232
    const port = {
      x: source.x + source.width,
      y: source.y + (60 + 24 * (row + 0.5)) * scale,
    }
    const end = { x: target.x + target.width / 2, y: target.y + 20 * scale }
    const { mouse } = this.page
    await mouse.move(port.x, port.y)
    await mouse.down()
    await mouse.move((port.x + end.x) / 2, (port.y + end.y) / 2, { steps: 5 })
    await mouse.move(end.x, end.y, { steps: 5 })
    await mouse.up()
  }

  /** Drags a block by its head to a place of the canvas. */
  async moveTo(title: string, at: { readonly x: number; readonly y: number }): Promise<void> {
    const [box, canvas] = [await this.#boxOf(title), await stillBox(this.canvas)]
    const { mouse } = this.page
    await mouse.move(box.x + box.width * 0.6, box.y + 8)
    await mouse.down()
    await mouse.move(canvas.x + at.x, canvas.y + at.y, { steps: 8 })
    await mouse.up()
  }

  /** Goes on with the Tab key until this has the focus. */
  async tabTo(target: Locator): Promise<void> {
    await expect(target).toBeVisible()
    const hasFocus = () => target.evaluate((element) => element === document.activeElement)
    for (let press = 0; press < mostTabs; press += 1) {
      if (await hasFocus()) return
      await this.page.keyboard.press('Tab')
    }
    await expect(target).toBeFocused()
  }

  async choose(title: string): Promise<void> {
    const box = await this.#boxOf(title)
    await this.page.mouse.click(box.x + box.width * 0.6, box.y + 10)
    await expect(this.inspector).toBeVisible()
  }

  #boxOf(title: string) {
    return stillBox(this.block(title))
  }
}
