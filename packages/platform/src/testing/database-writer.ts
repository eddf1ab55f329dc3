// A program that tests start and kill: `node database-writer.ts <dataDir> <migrations>` opens the embedded database
// and writes numbered rows without end. It prints `open` and then the number of each row once it is committed.
import { openDatabase } from '../database/open-database.ts'
import { silentLogger } from './silent-logger.ts'

interface Tables {
  written: { number: number }
}

const [dataDir = '', migrations = ''] = process.argv.slice(2)
try {
  const database = await openDatabase<Tables>({ dataDir, migrations, logger: silentLogger })
  process.stdout.write('open\n')
  for (let number = 1; ; number++) {
    await database.asSystem((tx) => tx.insertInto('written').values({ number }).execute())
    process.stdout.write(`${number}\n`)
  }
} catch (error) {
  process.stderr.write(String(error))
  process.exitCode = 1
}
