export { freshDatabase, type FreshDatabase, type FreshDatabaseOptions } from './fresh-database.ts'
export { rememberingLogger, silentLogger } from './silent-logger.ts'
export { temporaryFolder } from './temporary-folder.ts'
