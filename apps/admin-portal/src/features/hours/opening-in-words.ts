import type { Opening } from '@iris/contracts'
import { hoursWords } from './hours-words.ts'

/** "Open now, until 17:00"; "Closed now: Christmas Day, until 9:00". */
export function openingInWords(
  { isOpen, until, because }: Opening,
  formatTime: (iso: string) => string,
): string {
  const plain = hoursWords(isOpen ? 'state.open' : 'state.closed')
  const state = because === null ? plain : hoursWords('state.because', { state: plain, because })
  return until === null ? state : hoursWords('state.until', { state, time: formatTime(until) })
}
