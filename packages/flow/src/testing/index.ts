export { block, end, flowOf, programOf } from './build-flow.ts'
