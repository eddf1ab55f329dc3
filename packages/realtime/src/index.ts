export type * from './documents/live-documents.ts'
export * from './open-stream.ts'
export * from './realtime.ts'
