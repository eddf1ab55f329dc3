import type { ComputedRef, Ref } from 'vue'
import { computed, onBeforeUnmount, onMounted, ref } from 'vue'
import type { RowWindow } from './visible-rows.ts'
import { visibleRows } from './visible-rows.ts'

export interface UseRowWindow {
  /** The part of the list to draw; everything, for a list that is short. */
  rows: ComputedRef<RowWindow>
  /** Whether only a part is drawn. */
  virtual: ComputedRef<boolean>
  /** Moves the scroller so that a row is drawn and seen. */
  reveal: (index: number) => void
}

/** Follows a scroller and says which rows of a long list to draw. */
export function useRowWindow(options: {
  scroller: Readonly<Ref<HTMLElement | null>>
  rowCount: () => number
  /** Pixels, the same for every row. */
  rowHeight: () => number
  /** Lists up to this long are drawn whole. */
  virtualFrom: number
}): UseRowWindow {
  const { scroller, rowCount, rowHeight, virtualFrom } = options
  const scrollTop = ref(0)
  const height = ref(600)
  const virtual = computed(() => rowCount() > virtualFrom)
  const rows = computed(() =>
    virtual.value
      ? visibleRows({
          rowCount: rowCount(),
          rowHeight: rowHeight(),
          scrollTop: scrollTop.value,
          height: height.value,
        })
      : { first: 0, end: rowCount(), above: 0, below: 0 },
  )

  function measure(): void {
    if (!scroller.value) return
    scrollTop.value = scroller.value.scrollTop
    height.value = scroller.value.clientHeight || height.value
  }

  function reveal(index: number): void {
    if (!virtual.value || !scroller.value) return
    const top = index * rowHeight()
    const bottom = top + 2 * rowHeight() // the sticky header covers one row
    if (top < scroller.value.scrollTop) scroller.value.scrollTop = top
    else if (bottom > scroller.value.scrollTop + height.value) {
      scroller.value.scrollTop = bottom - height.value
    }
    measure()
  }

  const resized = new ResizeObserver(measure)
  onMounted(() => {
    if (!scroller.value) return
    measure()
    resized.observe(scroller.value)
    scroller.value.addEventListener('scroll', measure, { passive: true })
  })
  onBeforeUnmount(() => {
    resized.disconnect()
    scroller.value?.removeEventListener('scroll', measure)
  })
  return { rows, virtual, reveal }
}
