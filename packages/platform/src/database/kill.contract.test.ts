import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../testing/eventually.ts'
import { silentLogger } from '../testing/silent-logger.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { usedDataFolders } from '../testing/used-data-folder.ts'
import { readPostmasterFile, parsePostmasterFile } from './embedded/postmaster-file.ts'
import { openDatabase } from './open-database.ts'

interface Tables {
  written: { number: number }
}

vi.setConfig({ testTimeout: 60_000 })

const folders = usedDataFolders()
const writer = fileURLToPath(new URL('../testing/database-writer.ts', import.meta.url))

async function makeMigrations(): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, '0001_written.sql'), 'create table written (number int primary key)')
  return folder
}

/** Lets a process write until `rows` rows are acknowledged, then kills it in the middle. Gives back the last one. */
async function writeAndKill(dataDir: string, migrations: string, rows: number): Promise<number> {
  const child = spawn(process.execPath, [writer, dataDir, migrations], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let last = 0
  for await (const line of createInterface(child.stdout)) {
    if (line !== 'open') last = Number(line)
    if (last >= rows && !child.killed) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return last
}

async function writtenNumbers(dataDir: string, migrations: string): Promise<number[]> {
  const database = await openDatabase<Tables>({ dataDir, migrations, logger: silentLogger })
  onTestFinished(() => database.close())
  const rows = await database.asSystem((tx) =>
    tx.selectFrom('written').select('number').orderBy('number').execute(),
  )
  return rows.map(({ number }) => number)
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1)
}

test('keeps every acknowledged row when the process is killed, and serves on', async () => {
  const [dataDir, migrations] = [await folders.copy(), await makeMigrations()]
  const last = await writeAndKill(dataDir, migrations, 100)
  // One more may be there, committed without its writer living to hear of it.
  const numbers = await writtenNumbers(dataDir, migrations)
  expect([upTo(last), upTo(last + 1)]).toContainEqual(numbers)
})

test('keeps every acknowledged row when the process and then its server are killed', async () => {
  const [dataDir, migrations] = [await folders.copy(), await makeMigrations()]
  const last = await writeAndKill(dataDir, migrations, 100)
  const file = parsePostmasterFile((await readPostmasterFile(join(dataDir, 'postgres'))) ?? '')
  process.kill(file!.pid, 'SIGKILL')
  // One more may be there, committed without its writer living to hear of it.
  const numbers = await writtenNumbers(dataDir, migrations)
  expect([upTo(last), upTo(last + 1)]).toContainEqual(numbers)
})

test('tells a second process that the first one has the folder', async () => {
  const [dataDir, migrations] = [await folders.copy(), await makeMigrations()]
  const database = await openDatabase<Tables>({ dataDir, migrations, logger: silentLogger })
  onTestFinished(() => database.close())
  const second = spawn(process.execPath, [writer, dataDir, migrations], {
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  const [said] = await once(second.stderr, 'data')
  expect(String(said)).toContain(`in use by process ${process.pid}`)
  const [code] = await once(second, 'exit')
  expect(code).toBe(1)
})

test('serves again after its server was killed under it', async () => {
  const [dataDir, migrations] = [await folders.copy(), await makeMigrations()]
  const database = await openDatabase<Tables>({ dataDir, migrations, logger: silentLogger })
  onTestFinished(() => database.close())
  const write = (number: number) =>
    database.asSystem((tx) => tx.insertInto('written').values({ number }).execute())
  const onGap = vi.fn<() => void>()
  await database.listen('news', () => undefined, onGap)
  await write(1)
  const file = parsePostmasterFile((await readPostmasterFile(join(dataDir, 'postgres'))) ?? '')
  const interrupted = database.asSystem(async (tx) => {
    await tx.insertInto('written').values({ number: 2 }).execute()
    process.kill(file!.pid, 'SIGKILL')
    await sql`select pg_sleep(60)`.execute(tx)
  })
  await expect(interrupted).rejects.toMatchObject({ kind: 'unavailable' })
  await eventually(() => write(3))
  await eventually(() => expect(onGap).toHaveBeenCalledOnce())
  const rows = await database.asSystem((tx) => tx.selectFrom('written').select('number').execute())
  expect(rows).toEqual([{ number: 1 }, { number: 3 }])
})

test('leaves nothing running when it does not open', async () => {
  const dataDir = await folders.copy()
  const migrations = await temporaryFolder()
  await writeFile(join(migrations, '0001_broken.sql'), 'create tabel x ()')
  const attempt = openDatabase({ dataDir, migrations, logger: silentLogger })
  await expect(attempt).rejects.toMatchObject({ kind: 'migration' })
  expect(await readPostmasterFile(join(dataDir, 'postgres'))).toBeUndefined()
  await writeFile(join(migrations, '0001_broken.sql'), 'create table x ()')
  const database = await openDatabase({ dataDir, migrations, logger: silentLogger })
  await database.close()
})
