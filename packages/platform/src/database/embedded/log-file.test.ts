import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openLogFile, readLogFile, rotateLogFile } from './log-file.ts'

test('keeps a log that has outgrown its bound as the previous one', async () => {
  const path = join(await temporaryFolder(), 'postgres.log')
  await writeFile(`${path}.1`, 'older')
  await writeFile(path, 'x'.repeat(11))
  await rotateLogFile(path, 10)
  expect(await readFile(path, 'utf8')).toBe('')
  expect(await readFile(`${path}.1`, 'utf8')).toBe('x'.repeat(11))
})

test('leaves a short log, and none, as they are', async () => {
  const path = join(await temporaryFolder(), 'postgres.log')
  await rotateLogFile(path, 10)
  await writeFile(path, 'short')
  await rotateLogFile(path, 10)
  expect(await readFile(path, 'utf8')).toBe('short')
})

test('lets the server write on at the start of an emptied log', async () => {
  const path = join(await temporaryFolder(), 'postgres.log')
  const server = await openLogFile(path)
  await server.write('before')
  await rotateLogFile(path, 3)
  await server.write('after')
  await server.close()
  expect(await readFile(path, 'utf8')).toBe('after')
})

test('reads what was said since a start, its end where that is long', async () => {
  const path = join(await temporaryFolder(), 'postgres.log')
  await writeFile(path, 'earlier\nFATAL: no\n')
  expect(await readLogFile(path, 8)).toBe('FATAL: no\n')
  await writeFile(path, `${'x'.repeat(9000)}FATAL: no`)
  const end = await readLogFile(path, 8)
  expect(end).toHaveLength(4000)
  expect(end.endsWith('FATAL: no')).toBe(true)
})
