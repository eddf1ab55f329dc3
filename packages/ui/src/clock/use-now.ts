import type { InjectionKey, Ref } from 'vue'
import { inject, onScopeDispose, provide, readonly, ref } from 'vue'

/** Milliseconds since the epoch, by whichever clock the app trusts. */
export type Clock = () => number

const key: InjectionKey<Clock> = Symbol('clock')

/** Makes durations and countdowns below here follow another clock: the server's, or a test's. */
export function provideClock(clock: Clock): void {
  provide(key, clock)
}

/** The time now, in milliseconds since the epoch, renewed each second until the scope ends. */
export function useNow(): Readonly<Ref<number>> {
  const clock = inject(key, Date.now)
  const now = ref(clock())
  onScopeDispose(
    everySecond(() => {
      now.value = clock()
    }),
  )
  return readonly(now)
}

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | undefined

/** One timer for the whole page, on the full second: all clocks on a screen move together. */
function everySecond(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setTimeout(tick, untilNextSecond())
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearTimeout(timer)
    timer = undefined
  }
}

function tick(): void {
  timer = setTimeout(tick, untilNextSecond())
  for (const listener of listeners) listener()
}

function untilNextSecond(): number {
  return 1000 - (Date.now() % 1000)
}
