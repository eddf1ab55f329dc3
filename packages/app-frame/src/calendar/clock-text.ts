/** The time of day that people mean by `9`, `9:30`, `0930`, `9.30`, `5 pm`, as `HH:MM`; `undefined` for none. */
export function readClock(written: string): string | undefined {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?$/.exec(
    written.trim().toLowerCase(),
  )
  if (found === null) return undefined
  const [, digits = '', minutes = '00', half] = found
  const hour = hourOf(Number(digits), half)
  if (hour === undefined || Number(minutes) > 59) return undefined
  if (hour === 24 && Number(minutes) > 0) return undefined
  return `${String(hour).padStart(2, '0')}:${minutes}`
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 24 ? hour : undefined
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half.startsWith('p') ? 12 : 0)
}

/** Minutes since midnight of `HH:MM`; `undefined` where it is no time of day. */
export function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(time) ?? []
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes)
}
