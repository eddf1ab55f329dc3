export * from './open-live-documents.ts'
