export { liveDocumentsConformance } from './live-documents.conformance.ts'
export type { LiveRig } from './live-documents.conformance.ts'
export * from './sample-documents.ts'
