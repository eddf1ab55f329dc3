import type * as holidays from '@iris/flow/holidays'
import { onMounted, shallowRef, type ShallowRef } from 'vue'

export type HolidayLibrary = typeof holidays

/** The holidays of the world, once they are here: they are large, and few need them. */
export function useHolidays(): Readonly<ShallowRef<HolidayLibrary | undefined>> {
  const library = shallowRef<HolidayLibrary>()
  onMounted(async () => {
    library.value = await import('@iris/flow/holidays')
  })
  return library
}
