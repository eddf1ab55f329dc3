export * from './documents/live-documents.ts'
export * from './documents/stream/open-stream-documents.ts'
export * from './open-stream.ts'
export * from './realtime.ts'
