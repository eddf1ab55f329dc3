export * from './open-stream.ts'
export * from './realtime.ts'
