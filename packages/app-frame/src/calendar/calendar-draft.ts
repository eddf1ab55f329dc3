/** A stretch of a day, each end as it was written. */
export type Span = { from: string; to: string }

/** `days` are 1 Monday to 7 Sunday. */
export type WeeklySpan = Span & { days: number[] }

/** A day, by its date or as a holiday, that is closed or has hours of its own. */
export interface OverrideDraft {
  date?: string | undefined
  holiday?: string | undefined
  closed?: true | undefined
  hours?: Span[] | undefined
  title?: string | undefined
}

export type ClosureDraft = Span & { title?: string | undefined }

/** A calendar that may be unfinished: every part is there to be edited, and none has to be right. */
export interface CalendarDraft {
  timeZone: string
  open: WeeklySpan[]
  holidays: {
    country?: string | undefined
    region?: string | undefined
    without: string[]
    overrides: OverrideDraft[]
  }
  closures: ClosureDraft[]
  closedOn: string[]
}
