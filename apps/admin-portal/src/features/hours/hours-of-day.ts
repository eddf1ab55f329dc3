import { hoursWords } from './hours-words.ts'

/** "09:00 – 12:00, 13:00 – 17:00", of stretches in minutes since midnight. */
export function hoursOfDay(
  open: readonly { readonly from: number; readonly to: number }[],
): string {
  if (open.length === 0) return hoursWords('ahead.closed')
  const [first] = open
  if (first?.from === 0 && first.to === 1440) return hoursWords('ahead.allDay')
  return open
    .map(({ from, to }) => hoursWords('ahead.span', { from: clock(from), to: clock(to) }))
    .join(', ')
}

const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
const two = (number: number): string => String(number).padStart(2, '0')
