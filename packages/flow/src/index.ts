export { blockName, blockOf, exitsOf, startOf, targetOf, targetsOf } from './document/blocks.ts'
export { defaultsOf } from './document/defaults.ts'
export { type FilledField, fieldsOf, isShown } from './document/fields.ts'
export { flowSchema } from './document/json-schema.ts'
export { type Reference, referencesOf } from './document/references.ts'
export { variablesOf } from './document/variables.ts'
export * from './diff/index.ts'
export * from './expressions/index.ts'
export { advance, startFlow } from './interpreter/interpreter.ts'
export { maxFailuresInARow, maxInstantSteps, maxSteps } from './interpreter/journey.ts'
export { seedOfCall } from './interpreter/seed.ts'
export type * from './interpreter/routing-wish.ts'
export type * from './interpreter/step.ts'
export type * from './interpreter/voice-commands.ts'
export type { Field, ReferenceType } from './kinds/field.ts'
export { type Exit, type Group, groups, type KnownKind } from './kinds/kind.ts'
export { ringsAtFirst } from './kinds/answer/rings-at-first.ts'
export { keyExit } from './kinds/menu/menu.ts'
export { kindNamed, kinds } from './kinds/registry.ts'
export { scheduleOf } from './kinds/start/schedule-of.ts'
export { type FlowSchedule, nextOccurrence } from './schedule/schedule.ts'
export { type KnownThings, validateFlow } from './validation/validate.ts'
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
