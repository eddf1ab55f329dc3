export { BlobError, type BlobInfo, type BlobRange, type Blobs } from './blobs/blobs.ts'
export { openS3Blobs, type S3BlobsOptions } from './blobs/s3/open-s3-blobs.ts'
export { openFileBlobs, type FileBlobsOptions } from './blobs/files/open-file-blobs.ts'
export type { Bus, BusEvent, Consumer, NewEvent } from './bus/bus.ts'
export {
  openOutboxBus,
  outboxMigrations,
  type OutboxBusOptions,
} from './bus/outbox/open-outbox-bus.ts'
export { MailError, type Mail, type MailAttachment, type MailMessage } from './mail/mail.ts'
export { openSmtpMail, type SmtpMailOptions } from './mail/smtp/open-smtp-mail.ts'
export { DatabaseError } from './database/database-error.ts'
export { afterCommit, type Database } from './database/database.ts'
export { openDatabase, type DatabaseOptions } from './database/open-database.ts'
export { deriveKey } from './keys/derive-key.ts'
export { KeyError, loadMasterKey, type MasterKey } from './keys/master-key.ts'
export { openSecret, sealSecret } from './keys/sealed-secret.ts'
export { KvError, type Kv } from './kv/kv.ts'
export { openMemoryKv, type MemoryKvOptions } from './kv/memory/open-memory-kv.ts'
export type { Logger } from './logging/logger.ts'
export {
  type OutboundAnswer,
  OutboundError,
  type OutboundRequest,
  requestOutbound,
} from './outbound/outbound-request.ts'
export { isPublicAddress } from './outbound/public-address.ts'
