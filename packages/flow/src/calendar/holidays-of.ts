export interface Holiday {
  /** YYYY-MM-DD */
  readonly date: string
  readonly name: string
}

/** The public holidays of a country (ISO 3166-1) and, where given, one of its regions, in a year. */
export type HolidaysOf = (
  country: string,
  region: string | undefined,
  year: number,
) => readonly Holiday[]
