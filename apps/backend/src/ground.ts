import type { IrisEvent } from '@iris/contracts'
import {
  type Blobs,
  type Database,
  deriveKey,
  type Kv,
  loadMasterKey,
  type Mail,
  type MasterKey,
  openDatabase,
  openFileBlobs,
  openMemoryKv,
  openOutboxBus,
  openS3Blobs,
  openSmtpMail,
  outboxMigrations,
} from '@iris/platform'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { v7 as uuidv7 } from 'uuid'
import type { Config } from './config.ts'
import { type Logger, openLog } from './log.ts'
import type { Tables } from './tables.ts'
import { type DoWork, type EventBus, workFor } from './work.ts'

/** What every role stands on: the configuration and the opened ports. */
export interface Ground {
  readonly config: Config
  readonly log: Logger
  readonly database: Database<Tables>
  readonly bus: EventBus
  readonly kv: Kv
  readonly blobs: Blobs
  /** Where mail is sent by; `undefined` lets it wait. */
  readonly mail: Mail | undefined
  readonly masterKey: MasterKey
  readonly doWork: DoWork
  readonly node: { readonly id: string; readonly name: string }
  close(): Promise<void>
}

/** The folders of migrations, in the order they are applied. */
export const migrationFolders: readonly string[] = [
  outboxMigrations,
  fileURLToPath(new URL('migrations', import.meta.url)),
]

/** Opens the ports the configuration asks for. */
export async function openGround(config: Config, log: Logger = openLog(config)): Promise<Ground> {
  const { dataDir, databaseUrl } = config
  const masterKey = await loadMasterKey({ dataDir, fromEnvironment: config.masterKey })
  const database = await openDatabase<Tables>({
    url: databaseUrl,
    dataDir,
    migrations: migrationFolders,
    logger: log,
  })
  const bus = await openOutboxBus<IrisEvent, Tables>({ database, logger: log })
  const kv = openMemoryKv()
  const blobKey = deriveKey(masterKey, 'blobs')
  const blobs = config.s3
    ? openS3Blobs({ ...config.s3, key: blobKey })
    : await openFileBlobs({ folder: join(dataDir, 'blobs'), key: blobKey })
  const mail = config.mail && openSmtpMail(config.mail)
  return {
    config,
    log,
    database,
    bus,
    kv,
    blobs,
    mail,
    masterKey,
    doWork: workFor(database, bus),
    node: { id: uuidv7(), name: `${hostname()}:${dataDir}` },
    async close() {
      await bus.close()
      await mail?.close()
      await blobs.close()
      await kv.close()
      await database.close()
    },
  }
}
