export type { Imported, ImportedDocument, ImportItem, Refused } from './imported.ts'
export { importConnect } from './connect/import-connect.ts'
export { importTwilio } from './twilio/import-twilio.ts'
