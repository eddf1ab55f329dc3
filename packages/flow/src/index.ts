export { exitsOf, keyExit, nodeName } from './exits.ts'
export { advance, maxFailuresInARow, maxInstantSteps, startFlow } from './interpreter.ts'
export type * from './step.ts'
export { validateFlow, type KnownThings } from './validate.ts'
export { advanceVerbs, maxIdleSteps, maxQuestions, startVerbs } from './verbs/interpreter.ts'
export { masked } from './verbs/masked-result.ts'
export type * from './verbs/step.ts'
export {
  afterHearing,
  beginWait,
  dueNow,
  nextDueAtMs,
  offerOf,
  type WaitItem,
  type WaitSchedule,
} from './wait-schedule.ts'
