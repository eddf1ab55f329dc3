export { type BlockCoverage, type Coverage, coverageOf } from './coverage.ts'
export type { ExitsTaken } from './exits-taken.ts'
export { type Happening, speakingMs } from './outcomes.ts'
export { caseFromTrace, caseOf, type FromTrace, type Recorded } from './record.ts'
export { type CaseResult, mostMoves, runCase, runningCase, simulate } from './run-case.ts'
export {
  answer,
  type Answer,
  type Answered,
  beginSimulation,
  goOn,
  historyOf,
  nextHappening,
  rewind,
  type Simulation,
  traceOf,
  transcriptOf,
} from './simulation.ts'
export { type CaseStep, type Given, TestCase, TestCases } from './test-case.ts'
export type { Moment } from './transcript.ts'
export { type Visit, variablesNow, visitsOf } from './visits.ts'
