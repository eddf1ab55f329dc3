import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { pendingOf, readMigrations, type Migration } from './migrations.ts'

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

const migration = (name: string, checksum = `sum of ${name}`): Migration => ({
  name,
  checksum,
  sql: '',
})
const one = migration('0001_one.sql')
const two = migration('0002_two.sql')
const three = migration('0003_three.sql')
const applied = (...migrations: Migration[]) =>
  new Map(migrations.map(({ name, checksum }) => [name, checksum]))

test('reads folders one after the other, each in the order of its numbers', async () => {
  const first = await folderWith({ '0002_b.sql': 'b', '0001_a.sql': 'a', 'README.md': 'x' })
  const second = await folderWith({ '0001_c.sql': 'c' })
  const sets = await readMigrations([first, second])
  expect(sets.map((set) => set.map(({ sql }) => sql))).toEqual([['a', 'b'], ['c']])
})

test('does not take turned line ends for an edit', async () => {
  const [[unix], [windows]] = (await readMigrations([
    await folderWith({ '0001_a.sql': 'a;\nb;\n' }),
    await folderWith({ '0002_a.sql': 'a;\r\nb;\r\n' }),
  ])) as [Migration[], Migration[]]
  expect(windows!.checksum).toBe(unix!.checksum)
})

test.each([
  ['a name without a number', { 'first.sql': '' }, /not named like/],
  ['a name with capitals', { '0001_First.sql': '' }, /not named like/],
  ['a number used twice', { '0001_a.sql': '', '0001_b.sql': '' }, /numbered 0001/],
])('refuses %s', async (_, files, message) => {
  await expect(readMigrations([await folderWith(files)])).rejects.toThrow(message)
})

test('refuses a name that stands in two folders', async () => {
  const folders = [await folderWith({ '0001_a.sql': '' }), await folderWith({ '0001_a.sql': '' })]
  await expect(readMigrations(folders)).rejects.toThrow('stands in two folders')
})

test('finds what is still to be applied', () => {
  expect(pendingOf([[one, two, three]], applied())).toEqual([one, two, three])
  expect(pendingOf([[one, two, three]], applied(one, two))).toEqual([three])
  expect(pendingOf([[one], [two, three]], applied(two))).toEqual([one, three])
  expect(pendingOf([[one, two]], applied(one, two))).toEqual([])
})

test('refuses an applied migration that was edited', () => {
  const edited = migration(one.name, 'another sum')
  expect(() => pendingOf([[edited, two]], applied(one))).toThrow('0001_one.sql was edited')
})

test('refuses a database that is newer than the program', () => {
  expect(() => pendingOf([[one]], applied(one, two))).toThrow(/newer.*0002_two\.sql/)
})

test('refuses a migration slipped in before an applied one', () => {
  expect(() => pendingOf([[one, two, three]], applied(one, three))).toThrow(
    '0002_two.sql comes before 0003_three.sql',
  )
})
