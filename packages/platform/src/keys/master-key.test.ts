import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { KeyError, loadMasterKey } from './master-key.ts'

const given = Buffer.alloc(32, 7).toString('base64')

test('takes the key from the environment and leaves the disk alone', async () => {
  const dataDir = await temporaryFolder()
  const key = await loadMasterKey({ dataDir, fromEnvironment: given })
  expect(key.export()).toEqual(Buffer.alloc(32, 7))
  expect(await readdir(dataDir)).toEqual([])
})

test.each([
  ['too short', Buffer.alloc(31).toString('base64')],
  ['too long', Buffer.alloc(33).toString('base64')],
  ['not base64', `${given.slice(0, -2)}!!`],
  ['empty', ''],
])('refuses a key from the environment that is %s', async (_, fromEnvironment) => {
  const dataDir = await temporaryFolder()
  await expect(loadMasterKey({ dataDir, fromEnvironment })).rejects.toThrow(/32 bytes as base64/)
})

test('makes a key once, for its owner only, and finds it again', async () => {
  const dataDir = await temporaryFolder()
  const made = await loadMasterKey({ dataDir })
  const found = await loadMasterKey({ dataDir })
  expect(found.equals(made)).toBe(true)
  expect((await stat(join(dataDir, 'keys/master.key'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(dataDir, 'keys'))).mode & 0o777).toBe(0o700)
})

test('gives every process that starts at the same moment the same key', async () => {
  const dataDir = await temporaryFolder()
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadMasterKey({ dataDir })))
  const distinct = new Set(keys.map((key) => key.export().toString('base64')))
  expect(distinct.size).toBe(1)
  expect(await readdir(join(dataDir, 'keys'))).toEqual(['master.key'])
})

test('makes another key for another centre', async () => {
  const [first, second] = [await temporaryFolder(), await temporaryFolder()]
  const [a, b] = [await loadMasterKey({ dataDir: first }), await loadMasterKey({ dataDir: second })]
  expect(a.equals(b)).toBe(false)
})

test('refuses a key file that others can read, and says what to run', async () => {
  const dataDir = await temporaryFolder()
  await loadMasterKey({ dataDir })
  const path = join(dataDir, 'keys/master.key')
  await chmod(path, 0o640)
  await expect(loadMasterKey({ dataDir })).rejects.toThrow(`chmod 600 ${path}`)
})

test('refuses a damaged key file and leaves it as it is', async () => {
  const dataDir = await temporaryFolder()
  await mkdir(join(dataDir, 'keys'))
  await writeFile(join(dataDir, 'keys/master.key'), 'cut off', { mode: 0o600 })
  await expect(loadMasterKey({ dataDir })).rejects.toBeInstanceOf(KeyError)
  expect(await readFile(join(dataDir, 'keys/master.key'), 'utf8')).toBe('cut off')
})

test('does not show the key when it is printed', async () => {
  const key = await loadMasterKey({ dataDir: await temporaryFolder(), fromEnvironment: given })
  expect(JSON.stringify(key)).not.toContain('7')
  expect(String(key)).not.toContain(given)
})
