export { calendarContext } from './calendar-editing.ts'
export type { CalendarEditing, CalendarProblem } from './calendar-editing.ts'
export type {
  CalendarDraft,
  ClosureDraft,
  OverrideDraft,
  Span,
  WeeklySpan,
} from './calendar-draft.ts'
export { calendarWords } from './calendar-words.ts'
export { default as Closings } from './Closings.vue'
export { default as HolidayFields } from './HolidayFields.vue'
export { default as OpenNow } from './OpenNow.vue'
export { default as OwnDays } from './OwnDays.vue'
export { timeZoneOptions } from './time-zones.ts'
export { default as TimeZoneField } from './TimeZoneField.vue'
export { loadCalendarLibrary, useCalendarLibrary } from './use-calendar-library.ts'
export type { CalendarLibrary } from './use-calendar-library.ts'
export { default as WeekHours } from './WeekHours.vue'
export { weekdayNames } from './weekday-names.ts'
