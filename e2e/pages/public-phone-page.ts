import { expect, type Page } from '@playwright/test'
import { type Heard, hear } from '../fixtures/listening.ts'

/** The phone for anyone, as a caller uses it. */
export class PublicPhonePage {
  readonly page: Page
  readonly #origin: string

  constructor(page: Page, origin: string) {
    this.page = page
    this.#origin = origin
  }

  async open(): Promise<void> {
    await this.page.goto(`${this.#origin}/call/`)
    await expect(this.number).toHaveValue('+1 555 010 0100')
  }

  get number() {
    return this.page.getByLabel('Number to call')
  }

  async call(): Promise<void> {
    await this.page.getByRole('button', { name: 'Call', exact: true }).click()
    await expect(this.page.getByRole('button', { name: 'Hang up' })).toBeVisible()
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click()
  }

  /** Presses a key of the keypad, which is there from the answer on. */
  async key(key: string): Promise<void> {
    const keypad = this.page.getByRole('group', { name: 'Keypad' })
    await keypad.getByRole('button', { name: key, exact: true }).click()
  }

  hear(...frequencies: number[]): Promise<Heard> {
    return hear(this.page, frequencies)
  }
}
