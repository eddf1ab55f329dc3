export { canonical } from './canonical.ts'
export type { ComparedBlock, ComparedFlow, ComparedFrame, ComparedNote } from './compared-flow.ts'
export {
  type BlockChange,
  countsOf,
  type DiffCounts,
  diffFlows,
  type Difference,
  type FlowDiff,
  type PlaceChange,
  type TextChange,
} from './diff-flows.ts'
export type { SettingChange } from './setting-changes.ts'
