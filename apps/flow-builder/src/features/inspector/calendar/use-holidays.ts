import { onMounted, shallowRef, type ShallowRef } from 'vue'

type Library = typeof import('@iris/flow/holidays')

/** The holidays of the world, once they are here: they are large, and few need them. */
export function useHolidays(): Readonly<ShallowRef<Library | undefined>> {
  const library = shallowRef<Library>()
  onMounted(async () => {
    library.value = await import('@iris/flow/holidays')
  })
  return library
}
