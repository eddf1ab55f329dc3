export * from './open-live-documents.ts'
export * from './stream/open-stream-documents.ts'
