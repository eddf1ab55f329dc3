export { freshDatabase, type FreshDatabase, type FreshDatabaseOptions } from './fresh-database.ts'
export { type MailServer, openMailServer, refusal } from './mail-server.ts'
export { rememberingLogger, silentLogger } from './silent-logger.ts'
export { temporaryFolder } from './temporary-folder.ts'
