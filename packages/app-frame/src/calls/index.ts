export { lastedMs, outcomeOf, outcomeTone, partyOf, talkedMs, waitedMs } from './call-facts.ts'
export type { CallOutcome } from './call-facts.ts'
export { default as CallPath } from './CallPath.vue'
export { callsPageWords } from './calls-page-words.ts'
export { callsWords } from './calls-words.ts'
export { qualityTone, qualityWords, worstParty } from './quality-words.ts'

/** The page of all calls, in a chunk of its own. Its route ends in `/calls/:callId?`. */
export const loadCallLogPage = () => import('./CallLogPage.vue')
