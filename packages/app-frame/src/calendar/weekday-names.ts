export interface WeekdayName {
  readonly long: string
  readonly short: string
}

/** The days of the week in a language, Monday first. */
export function weekdayNames(locale: string): WeekdayName[] {
  const written = (weekday: 'long' | 'short') =>
    new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' })
  const [long, short] = [written('long'), written('short')]
  // 2024-01-01 was a Monday.
  return Array.from({ length: 7 }, (_, index) => {
    const day = Date.UTC(2024, 0, 1 + index)
    return { long: long.format(day), short: short.format(day) }
  })
}
