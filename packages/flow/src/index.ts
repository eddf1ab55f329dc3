export { exitsOf, keyExit, nodeName } from './exits.ts'
export { advance, maxFailuresInARow, maxInstantSteps, startFlow } from './interpreter.ts'
export type * from './step.ts'
export { validateFlow, type KnownThings } from './validate.ts'
