import { computed, onScopeDispose, ref, toValue, watch } from 'vue'
import type { ComputedRef, MaybeRefOrGetter, Ref } from 'vue'

export interface RotationOptions {
  /** How many pages there are. */
  readonly count: MaybeRefOrGetter<number>
  /** 0 does not turn. */
  readonly everyMs: MaybeRefOrGetter<number>
  readonly isPaused: MaybeRefOrGetter<boolean>
}

export interface Rotation {
  /** Which page is shown, from 0. */
  readonly page: Readonly<Ref<number>>
  /** Whether there is more than one to turn. */
  readonly turns: ComputedRef<boolean>
  show(page: number): void
  next(): void
  previous(): void
}

/** Turns pages one after the other. Paused, a page keeps what is left of its time; chosen by hand, it has all of it. */
export function useRotation({ count, everyMs, isPaused }: RotationOptions): Rotation {
  const page = ref(0)
  const pages = computed(() => Math.max(1, toValue(count)))
  const turns = computed(() => pages.value > 1 && toValue(everyMs) > 0)
  const isRunning = computed(() => turns.value && !toValue(isPaused))
  let leftMs = toValue(everyMs)
  let startedAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    leftMs -= Date.now() - startedAt
  }

  function start(): void {
    startedAt = Date.now()
    timer = setTimeout(() => show(page.value + 1), Math.max(0, leftMs))
  }

  function show(wanted: number): void {
    stop()
    page.value = (wanted + pages.value) % pages.value
    leftMs = toValue(everyMs)
    if (isRunning.value) start()
  }

  watch(isRunning, (runs) => (runs ? start() : stop()), { immediate: true, flush: 'sync' })
  watch(
    () => toValue(everyMs),
    () => show(page.value),
  )
  watch(pages, () => {
    if (page.value >= pages.value) show(0)
  })
  onScopeDispose(stop)
  return {
    page,
    turns,
    show,
    next: () => show(page.value + 1),
    previous: () => show(page.value - 1),
  }
}
