export { type AmdEvent, AnsweringMachineDetector, type DetectorOptions } from './detector.ts'
export { frameMs, frameSamples } from './frame.ts'
export type { Answerer } from './verdict.ts'
