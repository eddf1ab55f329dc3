import type * as calendar from '@iris/flow/calendar'
import type * as holidays from '@iris/flow/holidays'
import { onMounted, shallowRef, type ShallowRef } from 'vue'

export type CalendarLibrary = typeof holidays & typeof calendar

/** What works calendars out, and the holidays of the world: they are large, and few need them. */
export async function loadCalendarLibrary(): Promise<CalendarLibrary> {
  const [known, rules] = await Promise.all([
    import('@iris/flow/holidays'),
    import('@iris/flow/calendar'),
  ])
  return { ...known, ...rules }
}

/** The same, once it is here. */
export function useCalendarLibrary(): Readonly<ShallowRef<CalendarLibrary | undefined>> {
  const library = shallowRef<CalendarLibrary>()
  onMounted(async () => {
    library.value = await loadCalendarLibrary()
  })
  return library
}
