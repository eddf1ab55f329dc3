import { expect, test } from 'vitest'
import { serverSettings } from './settings.ts'

const GiB = 1024 ** 3

test.each([
  [128 * 1024 ** 2, '32MB'],
  [2 * GiB, '256MB'],
  [64 * GiB, '1024MB'],
])('gives the server an eighth of %i bytes of memory, within bounds', (memory, buffers) => {
  expect(serverSettings(memory)['shared_buffers']).toBe(buffers)
})

test('leaves on what keeps acknowledged writes, and keeps row values out of the log', () => {
  const settings = serverSettings()
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    expect(settings).not.toHaveProperty(name)
  }
  expect(settings).toMatchObject({ log_error_verbosity: 'terse', log_min_error_statement: 'panic' })
})
