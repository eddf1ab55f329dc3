/** A public holiday. One that lasts several days is there once for each. */
export interface Holiday {
  /** YYYY-MM-DD */
  readonly date: string
  /** As the country itself calls it. */
  readonly name: string
  /** Its other names, in every language there are any in. */
  readonly names?: readonly string[]
}

/** The public holidays that begin in a year. Empty for a country or region it does not know; it never throws. */
export type HolidaysOf = (
  country: string,
  region: string | undefined,
  year: number,
) => readonly Holiday[]

/** For calendars that name no country. */
export const noHolidays: HolidaysOf = () => []
