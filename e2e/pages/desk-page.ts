import { expect, type Page } from '@playwright/test'
import { type Heard, hear } from '../fixtures/listening.ts'

/** The agent's desk, as an agent uses it. */
export class DeskPage {
  readonly page: Page
  readonly #origin: string

  constructor(page: Page, origin: string) {
    this.page = page
    this.#origin = origin
  }

  /** Opens the desk and fills its sign-in in. */
  async fillSignIn(email: string): Promise<void> {
    await this.page.goto(`${this.#origin}/agent/`)
    await this.page.getByLabel('E-mail').fill(email)
    await this.page.getByLabel('Password', { exact: true }).fill('iris-demo')
  }

  async signIn(email: string): Promise<void> {
    await this.fillSignIn(email)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
    await expect(this.phone).toContainText('Phone ready')
  }

  /** The softphone's bar. */
  get phone() {
    return this.page.getByRole('region', { name: 'Softphone' })
  }

  get contact() {
    return this.page.getByRole('region', { name: 'Contact', exact: true })
  }

  get state() {
    return this.page.getByRole('button', { name: /^State: / })
  }

  /** Waits until the state button says so. */
  async is(state: string): Promise<void> {
    await expect(this.state).toHaveAccessibleName(new RegExp(`^State: ${state}`))
  }

  async choose(state: string): Promise<void> {
    await this.state.click()
    await this.page.getByRole('menuitemradio', { name: state }).click()
  }

  /** Becomes available in the centre too: the desk shows what was chosen before the centre has agreed. */
  async goAvailable(): Promise<void> {
    const agreed = this.page.waitForResponse(
      (response) => response.url().endsWith('/v1/me/state') && response.ok(),
    )
    await this.choose('Available')
    await agreed
    await this.is('Available')
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click()
  }

  hear(...frequencies: number[]): Promise<Heard> {
    return hear(this.page, frequencies)
  }
}
