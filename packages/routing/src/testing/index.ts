export { modelQueues } from './model/commands.ts'
export * from './model/routing-system.ts'
export { tryCentre } from './model/try-centre.ts'
