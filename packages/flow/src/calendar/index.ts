export { Calendar } from './calendar.ts'
export { noHolidays, type Holiday, type HolidaysOf } from './holidays-of.ts'
export { checkCalendar, unknownHolidays, type CalendarProblem } from './check-calendar.ts'
export { everOpens, opening, openingNow, type Opening } from './opening.ts'
