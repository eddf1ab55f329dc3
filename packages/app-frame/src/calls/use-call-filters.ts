import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { readFilters, writeFilters } from './call-filters.ts'
import type { CallFilters } from './call-filters.ts'

/** The filters of a list of calls, kept in the page's address: they survive a reload, and a link carries them. */
export function useCallFilters(): {
  readonly filters: ComputedRef<CallFilters>
  /** Changes some; `undefined` takes one away. */
  change(some: { readonly [Key in keyof CallFilters]: CallFilters[Key] | undefined }): void
  clear(): void
} {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => readFilters(route.query))

  function go(next: CallFilters): void {
    void router.replace({ params: route.params, query: writeFilters(next) })
  }

  return {
    filters,
    change(some) {
      const merged = Object.entries({ ...filters.value, ...some })
      go(Object.fromEntries(merged.filter(([, value]) => value !== undefined)))
    },
    clear: () => go({}),
  }
}
