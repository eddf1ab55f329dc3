export { corpus } from './corpus.ts'
export { type CorpusFlow, programOfCorpus } from './corpus-flow.ts'
