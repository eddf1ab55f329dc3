import { createContext } from '@iris/ui'
import type { ComputedRef } from 'vue'

/** What the parts of a calendar's form know of where they are. */
export interface CalendarEditing {
  readonly readonly: boolean
  /** What is to be said beside a part by now, by its JSON Pointer. */
  problemsAt(part: string): readonly CalendarProblem[]
  /** The same for a part and all there is in it. */
  problemsWithin(part: string): readonly CalendarProblem[]
  /** Somebody was here: from now on the part may say what is wrong with it. */
  touch(part: string): void
}

export interface CalendarProblem {
  readonly severity: 'error' | 'warning'
  readonly message: string
}

export const calendarContext =
  createContext<Readonly<ComputedRef<CalendarEditing>>>("a calendar's form")

export function useCalendarEditing(): Readonly<ComputedRef<CalendarEditing>> {
  return calendarContext.use('useCalendarEditing')
}
