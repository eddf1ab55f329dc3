import { computed, onScopeDispose, reactive, watch } from 'vue'
import type { ComputedRef, Ref } from 'vue'
import { roomOf } from './wallboard-pages.ts'
import type { Room } from './wallboard-pages.ts'

interface RoomOptions {
  /** What holds a page. */
  readonly page: Readonly<Ref<HTMLElement | null>>
  /** What stands above and below the queues on the first page, while that is shown. */
  readonly around: readonly Readonly<Ref<HTMLElement | null>>[]
}

export interface UseRoom {
  readonly room: ComputedRef<Room>
  /** Of a row and of the head of a table of queues, in CSS pixels. */
  readonly rowPx: ComputedRef<number>
  readonly headPx: ComputedRef<number>
}

/** How large a page is, and so how many queues fit. Rows grow with the screen: they are read from five metres. */
export function useRoom({ page, around }: RoomOptions): UseRoom {
  const size = reactive({ page: 0, around: 0, least: Math.min(innerWidth, innerHeight) })
  const rowPx = computed(() => Math.max(40, Math.round(size.least * 0.065)))
  const headPx = computed(() => Math.max(30, Math.round(size.least * 0.045)))
  /** Below the page and between its three parts, each 2 % of the shorter side. */
  const gapsPx = computed(() => size.least * 0.06)

  function measure(): void {
    size.page = page.value?.clientHeight ?? 0
    size.least = Math.min(innerWidth, innerHeight)
    const shown = around.flatMap(({ value }) => (value ? [value.offsetHeight] : []))
    if (shown.length > 0) size.around = shown.reduce((sum, height) => sum + height, 0)
  }

  const observer = new ResizeObserver(measure)
  watch(
    [page, ...around],
    (elements) => {
      observer.disconnect()
      for (const element of elements) if (element) observer.observe(element)
      measure()
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(() => observer.disconnect())
  return {
    room: computed(() =>
      roomOf({
        page: size.page,
        figures: size.around + gapsPx.value,
        head: headPx.value,
        row: rowPx.value,
      }),
    ),
    rowPx,
    headPx,
  }
}
