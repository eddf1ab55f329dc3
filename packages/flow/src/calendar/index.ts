export { Calendar, noHolidays, type Holiday, type HolidaysOf } from './calendar.ts'
export { checkCalendar, unknownHolidays, type CalendarProblem } from './check-calendar.ts'
export { everOpens, opening, openingNow, type Opening } from './opening.ts'
