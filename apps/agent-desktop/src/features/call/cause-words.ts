import type { EndCause } from '@iris/softphone'
import { callWords } from './call-words.ts'

const told = [
  'you-hung-up',
  'they-hung-up',
  'connection-lost',
  'no-audio-path',
  'microphone-denied',
  'microphone-missing',
  'microphone-in-use',
  'call-forgotten',
  'busy',
  'no-answer',
  'declined',
  'unknown-number',
  'not-reachable',
  'not-allowed',
  'centre-failed',
] as const

/** Why a talk ended, as the agent sees it. */
export function causeWords(cause: EndCause): string {
  return callWords(`causes.${told.find((one) => one === cause) ?? 'other'}`)
}
