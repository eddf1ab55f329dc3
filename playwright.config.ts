import { defineConfig } from '@playwright/test'

/**
 * The product in real browsers. What is a matter of screens alone is in `e2e/screens` and runs two at a time (`npm test` does
 * so); calls run one at a time: audio does not like to share two cores.
 */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 90_000,
  // Browsers, and audio in real time, on a machine that may do much else.
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: { trace: 'off' },
  projects: [
    { name: 'screens', testMatch: 'screens/**' },
    { name: 'calls', testIgnore: 'screens/**' },
  ],
})
