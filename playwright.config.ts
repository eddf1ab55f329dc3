import { defineConfig } from '@playwright/test'

/** The product in real browsers, with real calls. One at a time: audio does not like to share two cores. */
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
})
